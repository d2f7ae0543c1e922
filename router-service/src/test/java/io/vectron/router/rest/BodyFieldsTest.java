package io.vectron.router.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The members that the document names are those that the readers take. */
class BodyFieldsTest {
    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("CreateCollection", RequestBodies.Create.FIELDS),
                Arguments.of("Upsert", RequestBodies.Upsert.FIELDS),
                Arguments.of("Point", RequestBodies.Upsert.POINT_FIELDS),
                Arguments.of("GetPoints", RequestBodies.Ids.GET_FIELDS),
                Arguments.of("DeletePoints", RequestBodies.Ids.DELETE_FIELDS),
                Arguments.of("Search", RequestBodies.Search.FIELDS),
                Arguments.of("BatchSearch", RequestBodies.Batch.FIELDS),
                Arguments.of("BatchQuery", RequestBodies.Search.QUERY_FIELDS));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void schemaNamesTheMembersThatAreRead(String schema, Set<String> fields) throws IOException {
        Schema<?> documented = Objects.requireNonNull(new RestFaceConfiguration()
                .openApi()
                .getComponents()
                .getSchemas()
                .get(schema));

        Set<String> names = documented.getProperties().keySet();
        assertThat(names).isEqualTo(fields);
    }
}
