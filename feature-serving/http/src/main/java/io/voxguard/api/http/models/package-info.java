/** In: questions about models and changes of their policy. Out: versions, policy, replicas; {@code /v1/models}. */
@NullMarked
package io.voxguard.api.http.models;

import org.jspecify.annotations.NullMarked;
