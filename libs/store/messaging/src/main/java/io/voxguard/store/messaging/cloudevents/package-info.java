/**
 * CloudEvents 1.0 as fields of an entry. In: fields, or a message's metadata. Out: metadata and data, or fields: in binary mode {@code ce_id} and so on, as Kafka's
 * binding names them; in structured mode JSON in the payload's field.
 */
@NullMarked
package io.voxguard.store.messaging.cloudevents;

import org.jspecify.annotations.NullMarked;
