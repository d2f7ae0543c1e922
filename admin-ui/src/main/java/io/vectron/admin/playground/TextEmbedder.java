package io.vectron.admin.playground;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/**
 * Turns words into a vector by all-MiniLM-L6-v2 (quantized to 8 bits), inside this process and without a network.
 *
 * <p>Loading takes about a second and 100 MB. Safe for use by any thread.
 */
public final class TextEmbedder {
    public static final int DIMENSION = 384;

    private final EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();

    /** @return {@link #DIMENSION} components of length 1 */
    public float[] embed(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("there is no text to embed");
        }
        return model.embed(text).content().vector();
    }
}
