/** The function: in, events of any binding, and settings; out, features in the store. Beans that the service and Lambda share. */
@NullMarked
package io.voxguard.featureupdate.function;

import org.jspecify.annotations.NullMarked;
