package io.vectron.cli.demo;

import io.vectron.admin.playground.TextEmbedder;
import io.vectron.cli.input.InputException;
import io.vectron.cli.input.VectorFiles;
import io.vectron.cli.input.VectorSource;
import io.vectron.cli.input.WithPayload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** The glosses and embeddings of samples/wordnet, which the build puts on the class path. Stateless. */
public final class WordnetSample {
    public static final int ROWS = 5600;
    public static final String NAME = "embeddings.f16";
    private static final String FOLDER = "/samples/wordnet/";
    private static final String GLOSSES = "glosses.jsonl";
    private static final String ID_FIELD = "id";

    private WordnetSample() {}

    /** Rows with the synset as id and the gloss as payload; the caller closes them. */
    public static VectorSource open() throws IOException {
        VectorSource vectors = VectorFiles.halves(
                NAME, stream(NAME), (long) ROWS * TextEmbedder.DIMENSION * Short.BYTES, TextEmbedder.DIMENSION);
        BufferedReader glosses = new BufferedReader(new InputStreamReader(stream(GLOSSES), StandardCharsets.UTF_8));
        return new WithPayload(vectors, GLOSSES, glosses, ID_FIELD);
    }

    private static InputStream stream(String name) throws IOException {
        URL url = WordnetSample.class.getResource(FOLDER + name);
        if (url == null) {
            throw InputException.missing("class path " + FOLDER + name);
        }
        return url.openStream();
    }
}
