/**
 * Functions on AWS Lambda. In: batches of SQS, Kinesis and Kafka, events of EventBridge, and its schedule. Out: which items have to be delivered again.
 */
@NullMarked
package io.voxguard.function.lambda;

import org.jspecify.annotations.NullMarked;
