package io.voxguard.rules.condition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Nesting depth of a condition, computed from its tokens in order. A group is the text between two parentheses, or the whole condition. {@code &&}, {@code ||},
 * {@code ?} and {@code :} divide a group into parts. The depth of a part is the number of its other operators plus the depth of its deepest group. The depth of a group
 * is that of its deepest part, plus one for each {@code ?}, one for any {@code &&}, one for any {@code ||}, and one for its parentheses.
 */
final class NestingDepth {
    /** Maximum depth. The engines' CEL libraries support 32 by their own counts, which are lower than this one. */
    static final int MAX_DEPTH = 24;

    private final Deque<Group> open = new ArrayDeque<>();

    NestingDepth() {
        open.push(new Group());
    }

    void open() {
        open.push(new Group());
    }

    boolean isOpen() {
        return open.size() > 1;
    }

    void closeGroup() {
        int inner = open.pop().depth() + 1;
        Group outer = group();
        outer.innermost = Math.max(outer.innermost, inner);
    }

    void operator() {
        group().operators++;
    }

    void connective(boolean and) {
        Group group = group();
        group.endPart();
        group.and |= and;
        group.or |= !and;
    }

    void choice(boolean isQuestionMark) {
        Group group = group();
        group.endPart();
        group.choices += isQuestionMark ? 1 : 0;
    }

    /** Returns the depth of the whole condition; throws {@code unclosed} if a parenthesis is open. */
    <E extends Exception> int close(Supplier<E> unclosed) throws E {
        if (isOpen()) {
            throw unclosed.get();
        }
        return group().depth();
    }

    private Group group() {
        return open.getFirst();
    }

    private static final class Group {
        private int operators;
        private int innermost;
        private int deepestPart;
        private int choices;
        private boolean and;
        private boolean or;

        void endPart() {
            deepestPart = Math.max(deepestPart, operators + innermost);
            operators = 0;
            innermost = 0;
        }

        int depth() {
            endPart();
            return deepestPart + choices + (and ? 1 : 0) + (or ? 1 : 0);
        }
    }
}
