package io.vectron.cli.input;

import io.vectron.proto.v1.PointId;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object per line, with the vector inside. Blank lines are passed over.
 *
 * <p>A field {@code payload} that is an object is the payload; without one, all other fields of the line are.
 */
public final class JsonLines implements VectorSource {
    private static final String PAYLOAD = "payload";

    private final String file;
    private final BufferedReader in;
    private final Fields fields;
    private long line;
    private long rows;
    private int dimension;
    private @Nullable SourceRow ahead;

    /**
     * What the fields of a line are called.
     *
     * @param vector an array of numbers
     * @param id a text or a whole number; a line without it gets its row number
     */
    public record Fields(String vector, String id) {
        public static final Fields DEFAULT = new Fields("vector", "id");
    }

    /** @param in owned by the source */
    JsonLines(String file, BufferedReader in, Fields fields) {
        this.file = file;
        this.in = in;
        this.fields = fields;
    }

    @Override
    public int dimension() throws IOException {
        if (dimension == 0) {
            ahead = read().orElseThrow(() -> new InputException(file + ": has no row"));
        }
        return dimension;
    }

    @Override
    public OptionalLong rows() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        SourceRow known = ahead;
        if (known != null) {
            ahead = null;
            return Optional.of(known);
        }
        return read();
    }

    private Optional<SourceRow> read() throws IOException {
        String text = in.readLine();
        line++;
        while (text != null && text.isBlank()) {
            text = in.readLine();
            line++;
        }
        return text == null ? Optional.empty() : Optional.of(row(text));
    }

    private SourceRow row(String text) {
        ObjectNode object = JsonText.object(file, line, text);
        float[] vector = vector(object.remove(fields.vector()));
        Optional<PointId> id = JsonText.id(file, line, object.get(fields.id()));
        JsonNode payload = object.get(PAYLOAD);
        if (payload == null || payload.isNull()) {
            object.remove(fields.id());
            payload = object;
        } else if (!payload.isObject()) {
            throw InputException.atLine(file, line, "the field 'payload' is no object");
        }
        return new SourceRow(rows++, vector, id, payload.isEmpty() ? "" : payload.toString());
    }

    private float[] vector(@Nullable JsonNode node) {
        if (node == null || !node.isArray()) {
            throw InputException.atLine(file, line, "the field '" + fields.vector() + "' is no array of numbers");
        }
        if (dimension == 0) {
            dimension = VectorFiles.checkDimension(file, 0, node.size());
        }
        if (node.size() != dimension) {
            throw InputException.atLine(
                    file, line, "the vector has " + node.size() + " components, the first one had " + dimension);
        }
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            if (!node.get(i).isNumber()) {
                throw InputException.atLine(
                        file, line, fields.vector() + "[" + i + "] is no number but " + node.get(i));
            }
            vector[i] = (float) node.get(i).doubleValue();
        }
        return vector;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
