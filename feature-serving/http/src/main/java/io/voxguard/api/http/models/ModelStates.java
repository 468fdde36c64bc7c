package io.voxguard.api.http.models;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** All models. */
@RegisterForReflection
record ModelStates(List<ModelState> models) {}
