/** In: folders of versions. Out: loaded versions, each with the number of its uses, its pipelines and its statistics. */
@NullMarked
package io.voxguard.serving.repository.versions;

import org.jspecify.annotations.NullMarked;
