package io.voxguard.rules.condition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * How deep a condition is nested, from its tokens in their order. A group is what stands between two parentheses, or the condition as a whole. {@code &&}, {@code ||},
 * {@code ?} and {@code :} divide it into parts. A part is as deep as it has other operators, plus the deepest group in it; a group is as deep as its deepest part, plus one
 * for each {@code ?}, one for any {@code &&}, one for any {@code ||}, and one for its parentheses.
 */
final class NestingDepth {
    /** The engines' libraries can do 32 by their own counts, which are lower than this one. */
    static final int DEEPEST = 24;

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

    void choice(boolean begins) {
        Group group = group();
        group.endPart();
        group.choices += begins ? 1 : 0;
    }

    /** Returns the depth of the whole. */
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
