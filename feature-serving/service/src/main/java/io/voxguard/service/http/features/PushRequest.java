package io.voxguard.service.http.features;

import io.voxguard.serving.ingest.DataFrame;
import io.voxguard.serving.view.FeatureView;
import java.util.List;

/** Rows for some views, as they were read. */
record PushRequest(List<FeatureView> views, DataFrame frame) {}
