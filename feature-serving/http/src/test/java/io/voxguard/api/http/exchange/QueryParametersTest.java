package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {
    private static final List<String> NAMES = List.of("caller", "ids");

    @ParameterizedTest
    @CsvSource({
        "caller=+4412&ids=true, +4412, true",
        "caller=%2B4412, +4412, false",
        "&&caller=a%26b%3Dc=d&ids=false, a&b=c=d, false",
        "caller, '', false",
        "caller=%C3%A7, ç, false"
    })
    void parametersAreDecodedOnceAndAPlusStays(String query, String caller, boolean ids) {
        QueryParameters parameters = QueryParameters.of(query, NAMES);

        assertThat(parameters.get("caller")).contains(caller);
        assertThat(parameters.flag("ids")).isEqualTo(ids);
    }

    @Test
    void absentParameterIsEmpty() {
        QueryParameters parameters = QueryParameters.of("", NAMES);

        assertThat(parameters.get("caller")).isEmpty();
        assertThat(parameters.flag("ids")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "caller=%f|query|% and two hexadecimal digits|%f",
                "caller=%ff|query|escapes of UTF-8|%ff",
                "Caller=1|query|parameters among caller, ids|\"Caller\"",
                "caller=1&caller=1|caller|one parameter|a duplicate parameter"
            })
    void wrongQueryIsRefused(String query, String field, String expected, String got) {
        Refused refused = catchThrowableOfType(Refused.class, () -> QueryParameters.of(query, NAMES));

        assertThat(refused.problem()).isEqualTo(new Problem(field, expected, got));
    }

    @Test
    void flagIsTrueOrFalse() {
        QueryParameters parameters = QueryParameters.of("ids=1", NAMES);

        Refused refused = catchThrowableOfType(Refused.class, () -> parameters.flag("ids"));

        assertThat(refused.problem()).isEqualTo(new Problem("ids", "true or false", "\"1\""));
    }
}
