package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/** Lucene's HNSW in one segment that is mapped into memory. Under cosine rows are made unit ones, as its manual advises. */
final class LuceneContestant implements Contestant {
    private static final int LINKS = 16;
    private static final int EF_CONSTRUCTION = 200;
    private static final String VECTOR = "vector";
    private static final String ROW = "row";
    /** What a thread holds before it writes a segment; Lucene allows little more. */
    private static final double BUFFER_MEBIBYTES = 1900;

    private final Metric metric;
    private final VectorSimilarityFunction similarity;
    private final Path path;
    private @Nullable Directory directory;
    private @Nullable DirectoryReader reader;
    /** Documents lie in the order in which threads wrote them. */
    private int[] rowOfDocument = {};

    LuceneContestant(Metric metric, Path path) {
        this.metric = metric;
        this.path = path;
        this.similarity = switch (metric) {
            case L2 -> VectorSimilarityFunction.EUCLIDEAN;
            case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
            case DOT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
        };
    }

    @Override
    public String version() {
        return Version.LATEST.toString();
    }

    @Override
    public String settings() {
        return "maxConn " + LINKS + ", beamWidth " + EF_CONSTRUCTION + ", one segment";
    }

    @Override
    public long build(VectorFile base, int threads) throws IOException {
        VectorFile rows = metric == Metric.COSINE ? base.normalized() : base;
        Directory opened = new MMapDirectory(path);
        directory = opened;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            IndexWriterConfig config = new IndexWriterConfig()
                    .setCodec(codec(threads, pool))
                    .setRAMBufferSizeMB(BUFFER_MEBIBYTES)
                    .setUseCompoundFile(false);
            try (IndexWriter writer = new IndexWriter(opened, config)) {
                addAll(writer, rows, threads, pool);
                writer.forceMerge(1);
                writer.commit();
            }
        }
        reader = DirectoryReader.open(opened);
        rowOfDocument = rowsOfDocuments(reader);
        long bytes = 0;
        for (String file : opened.listAll()) {
            bytes += opened.fileLength(file);
        }
        return bytes;
    }

    /** The codec of this version, with a graph of our settings that is merged by all threads. */
    private static Codec codec(int threads, ExecutorService pool) {
        Codec usual = Codec.getDefault();
        KnnVectorsFormat format =
                new Lucene99HnswVectorsFormat(LINKS, EF_CONSTRUCTION, threads, threads == 1 ? null : pool);
        return new FilterCodec(usual.getName(), usual) {
            @Override
            public KnnVectorsFormat knnVectorsFormat() {
                return new PerFieldKnnVectorsFormat() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                        return format;
                    }
                };
            }
        };
    }

    private void addAll(IndexWriter writer, VectorFile rows, int threads, ExecutorService pool) throws IOException {
        List<Future<?>> futures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            futures.add(pool.submit(() -> {
                for (int row = first; row < rows.rows(); row += threads) {
                    Document document = new Document();
                    document.add(new KnnFloatVectorField(VECTOR, rows.row(row), similarity));
                    document.add(new NumericDocValuesField(ROW, row));
                    writer.addDocument(document);
                }
                return null;
            }));
        }
        try {
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (ExecutionException failure) {
            throw new IOException("rows cannot be added: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static int[] rowsOfDocuments(DirectoryReader reader) throws IOException {
        if (reader.leaves().size() != 1) {
            throw new IllegalStateException("there are " + reader.leaves().size() + " segments, expected one");
        }
        LeafReader segment = reader.leaves().getFirst().reader();
        NumericDocValues values = segment.getNumericDocValues(ROW);
        int[] rows = new int[segment.maxDoc()];
        for (int document = 0; document < rows.length; document++) {
            if (!values.advanceExact(document)) {
                throw new IllegalStateException("document " + document + " has no row number");
            }
            rows[document] = Math.toIntExact(values.longValue());
        }
        return rows;
    }

    @Override
    public Pass prepare(VectorFile queries, int k, double effort) {
        DirectoryReader opened = reader;
        if (opened == null) {
            throw new IllegalStateException("asked to search before it was built");
        }
        VectorFile asked = metric == Metric.COSINE ? queries.normalized() : queries;
        float[][] vectors = new float[asked.rows()][];
        for (int query = 0; query < vectors.length; query++) {
            vectors[query] = asked.row(query);
        }
        IndexSearcher searcher = new IndexSearcher(opened);
        searcher.setQueryCache(null);
        return () -> (query, ids, at, tally) -> {
            CountedQuery counted = new CountedQuery(vectors[query], (int) effort);
            ScoreDoc[] found = searcher.search(counted, k).scoreDocs;
            for (int i = 0; i < found.length; i++) {
                ids[at + i] = rowOfDocument[found[i].doc];
            }
            tally.scanned(counted.visited, counted.visited * vectors[query].length * Float.BYTES);
        };
    }

    /** A query that keeps how many rows it was compared with. */
    private static final class CountedQuery extends KnnFloatVectorQuery {
        private long visited;

        CountedQuery(float[] target, int candidates) {
            super(VECTOR, target, candidates);
        }

        @Override
        protected TopDocs mergeLeafResults(TopDocs[] perLeafResults) {
            for (TopDocs of : perLeafResults) {
                visited += of.totalHits.value();
            }
            return super.mergeLeafResults(perLeafResults);
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
        if (directory != null) {
            directory.close();
        }
    }
}
