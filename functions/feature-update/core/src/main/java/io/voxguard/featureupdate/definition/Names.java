package io.voxguard.featureupdate.definition;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Names that expressions use. */
final class Names {
    private Names() {}

    static Optional<Window> window(String name) {
        return find(Window.values(), Window::label, name);
    }

    static Optional<EventKind> events(String name) {
        return find(EventKind.values(), EventKind::label, name);
    }

    static Optional<CallValue> value(String name) {
        return find(CallValue.values(), CallValue::label, name);
    }

    static Optional<CallFlag> flag(String name) {
        return find(CallFlag.values(), CallFlag::label, name);
    }

    static Optional<CallNumber> number(String name) {
        return find(CallNumber.values(), CallNumber::label, name);
    }

    static Optional<CallPlace> place(String name) {
        return find(CallPlace.values(), CallPlace::label, name);
    }

    private static <E> Optional<E> find(E[] all, Function<E, String> label, String name) {
        return Arrays.stream(all).filter(one -> label.apply(one).equals(name)).findFirst();
    }
}
