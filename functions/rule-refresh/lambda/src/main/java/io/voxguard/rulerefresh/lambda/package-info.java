/** rule-refresh on AWS Lambda. In: batches of SQS and Kafka, events of EventBridge, and its schedule. Out: refreshes, and which items have to come again. */
@NullMarked
package io.voxguard.rulerefresh.lambda;

import org.jspecify.annotations.NullMarked;
