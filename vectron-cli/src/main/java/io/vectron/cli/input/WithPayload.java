package io.vectron.cli.input;

import io.vectron.proto.v1.PointId;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** The rows of a source, each with the JSON object on the same line of a second file as its payload. */
public final class WithPayload implements VectorSource {
    private final VectorSource vectors;
    private final String file;
    private final BufferedReader payloads;
    private final String idField;
    private long line;

    /**
     * @param file names the payloads in messages
     * @param idField the field of the payload that is the row's id; empty when rows keep what they have
     */
    public WithPayload(VectorSource vectors, String file, BufferedReader payloads, String idField) {
        this.vectors = vectors;
        this.file = file;
        this.payloads = payloads;
        this.idField = idField;
    }

    @Override
    public int dimension() throws IOException {
        return vectors.dimension();
    }

    @Override
    public OptionalLong rows() {
        return vectors.rows();
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        Optional<SourceRow> row = vectors.next();
        String text = payloads.readLine();
        line++;
        if (row.isEmpty()) {
            if (text != null) {
                throw InputException.atLine(file, line, "a payload, but there is no such row: the vectors ended");
            }
            return row;
        }
        if (text == null) {
            throw InputException.atLine(
                    file, line, "expected the payload of row " + row.get().number() + ", the file ended");
        }
        return Optional.of(join(row.get(), text));
    }

    private SourceRow join(SourceRow row, String text) {
        ObjectNode payload = JsonText.object(file, line, text);
        Optional<PointId> id = row.id();
        if (!idField.isEmpty()) {
            id = JsonText.id(file, line, payload.get(idField));
            if (id.isEmpty()) {
                throw InputException.atLine(file, line, "has no field '" + idField + "' to be the id");
            }
        }
        return new SourceRow(row.number(), row.vector(), id, payload.toString());
    }

    @Override
    public void skip(long count) throws IOException {
        vectors.skip(count);
        for (long i = 0; i < count; i++) {
            if (payloads.readLine() == null) {
                throw new InputException(file + ": cannot skip " + count + " lines, it has " + i);
            }
        }
        line += count;
    }

    @Override
    public void close() throws IOException {
        try (payloads) {
            vectors.close();
        }
    }
}
