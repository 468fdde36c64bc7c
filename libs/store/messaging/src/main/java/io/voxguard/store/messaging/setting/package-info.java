/** Reading of channel attributes. In: text from the configuration. Out: durations, bounds and the store's config, or a refusal that names the attribute. */
@NullMarked
package io.voxguard.store.messaging.setting;

import org.jspecify.annotations.NullMarked;
