package io.voxguard.api.http.features;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.ingest.DataFrame;
import java.util.List;

/** Rows for some views, as they were read. */
record PushRequest(List<FeatureView> views, DataFrame frame) {}
