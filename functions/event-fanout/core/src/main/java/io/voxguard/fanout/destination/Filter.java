package io.voxguard.fanout.destination;

import io.cloudevents.CloudEvent;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import io.voxguard.problem.Refused;
import java.util.Objects;

/** Condition in CloudEvents SQL over an event's attributes. Equal to another with the same text. Thread-safe. */
public final class Filter {
    private final String text;
    private final Expression expression;

    private Filter(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
    }

    /** Result of a filter for an event. */
    public enum Match {
        MATCHES,
        DIFFERS,
        /** The expression failed on the event, as one that names an attribute that the event does not have. */
        FAILED
    }

    /**
     * Parses an expression.
     *
     * @param field that it stands in
     * @throws Refused if it is not one
     */
    public static Filter parse(String field, String text) {
        try {
            return new Filter(text, Parser.parseDefault(text));
        } catch (ParseException e) {
            throw Refused.invalid(field, "an expression in CloudEvents SQL (" + e.getMessage() + ")", text);
        }
    }

    /** Evaluates the expression. */
    public Match match(CloudEvent event) {
        try {
            Result result = expression.evaluate(EvaluationRuntime.getDefault(), event);
            return !result.isFailed() && result.value() instanceof Boolean matches
                    ? matches ? Match.MATCHES : Match.DIFFERS
                    : Match.FAILED;
        } catch (RuntimeException e) {
            return Match.FAILED; // whatever the library throws must not stop the destination
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && filter.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
