package io.vectron.benchmarks.ann;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of curves and tables that needs nothing but itself. */
record AnnPage(AnnResult result) {
    private static final String STYLE = "page.css";

    void write(Path file) throws IOException {
        Files.writeString(file, html());
    }

    private String html() throws IOException {
        AnnTables tables = new AnnTables(result);
        String title = "Approximate nearest neighbours: " + result.task().dataset();
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n");
        page.append("<meta name='viewport' content='width=device-width, initial-scale=1'>\n");
        page.append("<title>").append(Html.escape(title)).append("</title>\n");
        page.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
        page.append("<h1>").append(Html.escape(title)).append("</h1>\n");
        summary().forEach(line -> page.append("<p>").append(Html.escape(line)).append("</p>\n"));
        List<AnnTables.Table> all = tables.all();
        table(all.getFirst(), page);
        int curves = result.contestants().getFirst().curves().size();
        for (int curve = 0; curve < curves; curve++) {
            page.append("<h2>")
                    .append(Html.escape("Speed, " + tables.threads(curve)))
                    .append("</h2>\n");
            chart(curve, "queries per second", CurvePoint::queriesPerSecond, page);
        }
        page.append("<h2>Rows that a query is compared with</h2>\n");
        chart(0, "rows per query", CurvePoint::rows, page);
        all.subList(1, all.size()).forEach(table -> table(table, page));
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String style() throws IOException {
        try (InputStream in = Objects.requireNonNull(AnnPage.class.getResourceAsStream(STYLE), STYLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> summary() {
        AnnResult.Task task = result.task();
        Machine machine = result.machine();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d rows x %d, %,d queries for %d neighbours each; metric %s (%s); true neighbours: %s.",
                task.rows(),
                task.dimension(),
                task.queries(),
                task.k(),
                task.metric(),
                task.metricSource(),
                task.truthSource()));
        lines.add(String.format(
                Locale.ROOT,
                "%s, %d processors, %s, %s. Contestants search in turns; figures are medians over passes: %d.",
                machine.processor(),
                machine.processors(),
                machine.system(),
                machine.java(),
                task.passes()));
        lines.addAll(result.notes());
        return lines;
    }

    private void chart(int curve, String label, Function<CurvePoint, @Nullable Double> figure, StringBuilder page) {
        List<Chart.Line> lines = new ArrayList<>();
        page.append("<p class='legend'>");
        for (int i = 0; i < result.contestants().size(); i++) {
            AnnResult.Contestant contestant = result.contestants().get(i);
            lines.add(new Chart.Line(contestant.name(), i, dots(contestant, curve, label, figure)));
            page.append("<span class='c").append(i).append("'>").append(Html.escape(contestant.name()));
            page.append("</span> ");
        }
        page.append("</p>\n").append(new Chart(label, lines).svg());
    }

    private static List<Chart.Dot> dots(
            AnnResult.Contestant contestant, int curve, String label, Function<CurvePoint, @Nullable Double> figure) {
        List<Chart.Dot> dots = new ArrayList<>();
        for (CurvePoint point : contestant.curves().get(curve).points()) {
            Double value = figure.apply(point);
            if (value != null) {
                String text = String.format(
                        Locale.ROOT,
                        "%s, %s %s: recall %.4f, %,.0f %s",
                        contestant.name(),
                        contestant.effort(),
                        point.effort(),
                        point.recall(),
                        value,
                        label);
                dots.add(new Chart.Dot(point.recall(), value, text));
            }
        }
        return dots;
    }

    private static void table(AnnTables.Table table, StringBuilder page) {
        page.append("<h2>").append(Html.escape(table.title())).append("</h2>\n<div class='wide'><table>\n");
        String cell = "th";
        for (List<String> row : table.rows()) {
            page.append("<tr>");
            for (String text : row) {
                page.append('<').append(cell).append('>').append(Html.escape(text));
                page.append("</").append(cell).append('>');
            }
            page.append("</tr>\n");
            cell = "td";
        }
        page.append("</table></div>\n");
    }
}
