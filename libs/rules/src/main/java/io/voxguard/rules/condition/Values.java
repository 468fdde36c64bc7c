package io.voxguard.rules.condition;

/** A call's values, by the indices of {@link Fields}. Each is asked for by its own type alone. */
public interface Values {
    long integer(int field);

    double real(int field);

    boolean truth(int field);

    String text(int field);
}
