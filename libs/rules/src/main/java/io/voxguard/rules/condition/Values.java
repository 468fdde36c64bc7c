package io.voxguard.rules.condition;

/** Values of a call, by index in {@link Fields}. Each is read by the method of its field's type only. */
public interface Values {
    long integer(int field);

    double real(int field);

    boolean truth(int field);

    String text(int field);
}
