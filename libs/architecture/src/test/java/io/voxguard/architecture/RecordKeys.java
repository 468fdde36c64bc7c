package io.voxguard.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Records that are keys of maps, sets and caches which fields hold. Variables are not looked at. */
final class RecordKeys {
    private RecordKeys() {}

    /** Returns the condition that a field has no keys which are records with generated {@code equals} and {@code hashCode}. */
    static ArchCondition<JavaField> haveTheirOwnEquals() {
        return new ArchCondition<>("not have keys that are records with generated equals") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                if (field.getType() instanceof JavaParameterizedType type && isKeyed(type.toErasure())) {
                    JavaClass key = type.getActualTypeArguments().getFirst().toErasure();
                    if (hasGeneratedEquals(key)) {
                        events.add(SimpleConditionEvent.violated(
                                field, field.getFullName() + " has keys " + key.getName()));
                    }
                }
            }
        };
    }

    /** Returns the condition that a record's {@code equals}, if it is written out, compares every field: a component that is added later must not be forgotten. */
    static ArchCondition<JavaClass> compareEveryField() {
        return new ArchCondition<>("compare every field in equals that is written out") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.isRecord() || hasGeneratedEquals(type)) {
                    return;
                }
                Set<String> compared = type.getMethod("equals", Object.class).getFieldAccesses().stream()
                        .map(access -> access.getTarget().getName())
                        .collect(Collectors.toSet());
                type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !compared.contains(field.getName()))
                        .forEach(field -> events.add(SimpleConditionEvent.violated(
                                field, type.getName() + ".equals does not compare " + field.getName())));
            }
        };
    }

    private static boolean isKeyed(JavaClass type) {
        return type.isAssignableTo(Map.class)
                || type.isAssignableTo(Set.class)
                || type.isAssignableTo("com.github.benmanes.caffeine.cache.Cache");
    }

    /** Equals that is written out reads the fields of the record. */
    private static boolean hasGeneratedEquals(JavaClass type) {
        return type.isRecord()
                && type.getMethod("equals", Object.class).getFieldAccesses().isEmpty();
    }
}
