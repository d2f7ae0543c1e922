package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.contestant.MeasuredContestant.Build;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that a run has measured. Its JSON has the names of these components with underscores.
 *
 * @param contestants ours first
 * @param ratios of our speed to each peer's
 * @param notes what a reader of the figures has to know
 */
record AnnResult(Machine machine, Task task, List<Contestant> contestants, List<Ratio> ratios, List<String> notes) {

    /**
     * What was asked.
     *
     * @param dataset the file of rows
     * @param metricSource why it is this metric
     * @param truthSource where the true neighbours are from
     * @param passes whose medians the figures are
     */
    record Task(
            String dataset,
            int rows,
            int dimension,
            int queries,
            int k,
            String metric,
            String metricSource,
            String truthSource,
            int passes) {}

    /**
     * What one contestant did.
     *
     * @param effort what the effort of its points means
     * @param curves one for each number of threads
     */
    record Contestant(String name, String version, String settings, String effort, Build build, List<Curve> curves) {}

    /**
     * Our speed by a peer's.
     *
     * @param ratio null when one of the two did not reach the recall
     */
    record Ratio(
            String peer,
            int threads,
            double recall,
            @Nullable Double ratio) {}

    /** The ratios of the first contestant to each of the others. */
    static List<Ratio> ratios(List<Contestant> contestants) {
        List<Ratio> ratios = new ArrayList<>();
        Contestant ours = contestants.getFirst();
        for (Contestant peer : contestants.subList(1, contestants.size())) {
            for (int curve = 0; curve < ours.curves().size(); curve++) {
                Curve our = ours.curves().get(curve);
                for (int i = 0; i < our.atRecalls().size(); i++) {
                    Curve.AtRecall mine = our.atRecalls().get(i);
                    Double theirs = peer.curves().get(curve).atRecalls().get(i).queriesPerSecond();
                    Double ratio =
                            mine.queriesPerSecond() == null || theirs == null ? null : mine.queriesPerSecond() / theirs;
                    ratios.add(new Ratio(peer.name(), our.threads(), mine.recall(), ratio));
                }
            }
        }
        return ratios;
    }

    void writeJson(Path file) {
        JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValue(file.toFile(), this);
    }
}
