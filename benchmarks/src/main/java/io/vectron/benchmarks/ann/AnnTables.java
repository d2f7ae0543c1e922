package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.contestant.MeasuredContestant.Build;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures in rows and columns, for the terminal and for the page. */
record AnnTables(AnnResult result) {
    private static final String UNKNOWN = "-";
    private static final double MEBIBYTE = 1 << 20;
    private static final double KIBIBYTE = 1 << 10;

    /**
     * A table.
     *
     * @param rows the first one holds the names of the columns
     */
    record Table(String title, List<List<String>> rows) {}

    List<Table> all() {
        List<Table> tables = new ArrayList<>();
        tables.add(compared());
        tables.add(builds());
        for (int curve = 0; curve < curves(); curve++) {
            tables.add(points(curve));
        }
        return tables;
    }

    private int curves() {
        return result.contestants().getFirst().curves().size();
    }

    /** How the threads of one curve ran. */
    String threads(int curve) {
        Curve any = result.contestants().getFirst().curves().get(curve);
        if (any.threads() > 1) {
            return any.threads() + " threads";
        }
        return any.isPinned() ? "one thread, pinned to a processor" : "one thread, not pinned";
    }

    private Table compared() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("queries/s at a recall of", "threads"));
        List<Curve.AtRecall> recalls =
                result.contestants().getFirst().curves().getFirst().atRecalls();
        recalls.forEach(at -> head.add(number(at.recall())));
        rows.add(head);
        for (int curve = 0; curve < curves(); curve++) {
            for (AnnResult.Contestant contestant : result.contestants()) {
                Curve of = contestant.curves().get(curve);
                List<String> row = new ArrayList<>(List.of(contestant.name(), number(of.threads())));
                of.atRecalls().forEach(at -> row.add(speed(at)));
                rows.add(row);
            }
            int threads = result.contestants().getFirst().curves().get(curve).threads();
            for (AnnResult.Contestant peer :
                    result.contestants().subList(1, result.contestants().size())) {
                rows.add(ratios(peer.name(), threads));
            }
        }
        return new Table("Speed at the same recall (>=: it finds more, and nothing that finds less was faster)", rows);
    }

    private static String speed(Curve.AtRecall at) {
        Double speed = at.queriesPerSecond();
        return speed == null ? "not reached" : (at.isLeast() ? ">= " : "") + whole(speed);
    }

    private List<String> ratios(String peer, int threads) {
        List<String> row =
                new ArrayList<>(List.of(result.contestants().getFirst().name() + " : " + peer, number(threads)));
        for (AnnResult.Ratio ratio : result.ratios()) {
            if (ratio.peer().equals(peer) && ratio.threads() == threads) {
                Double is = ratio.ratio();
                row.add(is == null ? UNKNOWN : String.format(Locale.ROOT, "%.2f", is));
            }
        }
        return row;
    }

    private Table builds() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "version", "seconds", "threads", "heap MiB", "resident MiB", "disk MiB", "settings"));
        for (AnnResult.Contestant contestant : result.contestants()) {
            Build build = contestant.build();
            rows.add(List.of(
                    contestant.name(),
                    contestant.version(),
                    String.format(Locale.ROOT, "%.1f", build.seconds()),
                    number(build.threads()),
                    mebibytes(build.heapBytes()),
                    mebibytes(build.residentBytes()),
                    mebibytes(build.diskBytes()),
                    contestant.settings()));
        }
        return new Table("Build, and memory after it", rows);
    }

    private Table points(int curve) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "",
                "effort",
                "recall@" + result.task().k(),
                "queries/s",
                "p50 us",
                "p95 us",
                "p99 us",
                "max us",
                "rows/query",
                "KiB/query",
                "buckets/query"));
        for (AnnResult.Contestant contestant : result.contestants()) {
            for (CurvePoint point : contestant.curves().get(curve).points()) {
                Double bytes = point.bytes();
                rows.add(List.of(
                        contestant.name(),
                        contestant.effort() + " " + number(point.effort()),
                        String.format(Locale.ROOT, "%.4f", point.recall()),
                        whole(point.queriesPerSecond()),
                        whole(point.p50Micros()),
                        whole(point.p95Micros()),
                        whole(point.p99Micros()),
                        whole(point.maxMicros()),
                        whole(point.rows()),
                        whole(bytes == null ? null : bytes / KIBIBYTE),
                        whole(point.buckets())));
            }
        }
        return new Table("Searches, " + threads(curve), rows);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String whole(@Nullable Double value) {
        return value == null ? UNKNOWN : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String mebibytes(@Nullable Long bytes) {
        return bytes == null ? UNKNOWN : String.format(Locale.ROOT, "%,.0f", bytes / MEBIBYTE);
    }

    /** All of them, the columns under each other. */
    void print(PrintWriter out) {
        for (Table table : all()) {
            out.println();
            out.println(table.title());
            int columns = table.rows().getFirst().size();
            int[] widths = new int[columns];
            for (List<String> row : table.rows()) {
                for (int i = 0; i < columns; i++) {
                    widths[i] = Math.max(widths[i], row.get(i).length());
                }
            }
            for (List<String> row : table.rows()) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < columns; i++) {
                    String padding = " ".repeat(widths[i] - row.get(i).length());
                    line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
                }
                out.println("  " + line.toString().stripTrailing());
            }
        }
        out.flush();
    }
}
