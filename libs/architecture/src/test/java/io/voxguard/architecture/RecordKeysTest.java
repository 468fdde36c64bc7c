package io.voxguard.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordKeysTest {
    private record Generated(int number) {}

    private record WrittenOut(int number) {
        @Override
        public boolean equals(Object other) {
            return other instanceof WrittenOut same && number == same.number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private record Forgetful(int number, String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Forgetful same && number == same.number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @SuppressWarnings("unused") // looked at by the rule
    private static final class Holder {
        private Map<Generated, String> keyed;
        private Set<Generated> members;
        private Map<String, Generated> values;
        private List<Generated> elements;
        private Map<WrittenOut, String> writtenOut;
    }

    @Test
    void fieldsWhoseKeysHaveGeneratedEqualsAreFound() {
        JavaClasses classes = new ClassFileImporter().importClasses(Holder.class, Generated.class, WrittenOut.class);
        assertThat(fields().should(RecordKeys.haveTheirOwnEquals())
                        .evaluate(classes)
                        .getFailureReport()
                        .getDetails())
                .satisfiesExactlyInAnyOrder(
                        found -> assertThat(found).contains("Holder.keyed"),
                        found -> assertThat(found).contains("Holder.members"));
    }

    @Test
    void componentThatEqualsForgetsIsFound() {
        JavaClasses classes = new ClassFileImporter().importClasses(Forgetful.class, Generated.class, WrittenOut.class);
        assertThat(classes()
                        .should(RecordKeys.compareEveryField())
                        .evaluate(classes)
                        .getFailureReport()
                        .getDetails())
                .singleElement()
                .asString()
                .contains("Forgetful.equals does not compare name");
    }
}
