package io.vectron.benchmarks.ann;

import java.util.List;
import java.util.Locale;

/**
 * Lines over recall as an SVG picture. To the right the share of neighbours that are missed shrinks by equal factors, for the
 * step from .99 to .999 is as hard as that from .9 to .99; upwards figures grow by equal factors.
 */
record Chart(String label, List<Line> lines) {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 20;
    private static final int BOTTOM = 50;
    /** What lies to the right of it is drawn there: a whole recall would be infinitely far. */
    private static final double RECALL_MAX = .9999;

    private static final double[] RECALL_TICKS = {0, .5, .7, .8, .9, .95, .98, .99, .995, .998, .999, .9995, RECALL_MAX
    };
    private static final int[] VALUE_STEPS = {1, 2, 5};

    /** The points of one contestant, in the order in which they are joined. */
    record Line(String name, int color, List<Dot> dots) {}

    /** A point with what is shown when it is pointed at. */
    record Dot(double recall, double value, String text) {}

    /** What is seen of the axes. */
    private record Frame(double recallMin, double recallMax, double valueMin, double valueMax) {

        double x(double recall) {
            double from = nines(recallMin);
            double part = (nines(recall) - from) / (nines(recallMax) - from);
            return LEFT + Math.clamp(part, 0, 1) * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            double part = Math.log(value / valueMin) / Math.log(valueMax / valueMin);
            return HEIGHT - BOTTOM - Math.clamp(part, 0, 1) * (HEIGHT - TOP - BOTTOM);
        }

        private static double nines(double recall) {
            return -Math.log10(1 - Math.min(recall, RECALL_MAX));
        }
    }

    String svg() {
        Frame frame = frame();
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox='0 0 %d %d' role='img' aria-label='%s over recall'>%n",
                WIDTH,
                HEIGHT,
                label));
        recallAxis(frame, svg);
        valueAxis(frame, svg);
        for (Line line : lines) {
            svg.append(String.format(Locale.ROOT, "<g class='line c%d'>%n<polyline points='", line.color()));
            for (Dot dot : line.dots()) {
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", frame.x(dot.recall()), frame.y(dot.value())));
            }
            svg.append("'/>\n");
            for (Dot dot : line.dots()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx='%.1f' cy='%.1f' r='4'><title>%s</title></circle>%n",
                        frame.x(dot.recall()),
                        frame.y(dot.value()),
                        Html.escape(dot.text())));
            }
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    /** The ticks around all points. */
    private Frame frame() {
        List<Dot> dots = lines.stream().flatMap(line -> line.dots().stream()).toList();
        double least = dots.stream().mapToDouble(Dot::recall).min().orElse(0);
        double most = dots.stream().mapToDouble(Dot::recall).max().orElse(1);
        double recallMax = RECALL_MAX;
        for (int i = RECALL_TICKS.length - 1; i >= 0 && RECALL_TICKS[i] >= most; i--) {
            recallMax = RECALL_TICKS[i];
        }
        double recallMin = 0;
        for (int i = 0; RECALL_TICKS[i] < recallMax && RECALL_TICKS[i] <= least; i++) {
            recallMin = RECALL_TICKS[i];
        }
        double valueMin = dots.stream().mapToDouble(Dot::value).min().orElse(1);
        double valueMax = dots.stream().mapToDouble(Dot::value).max().orElse(10);
        return new Frame(recallMin, recallMax, valueMin / 1.2, valueMax * 1.2);
    }

    private static void recallAxis(Frame frame, StringBuilder svg) {
        for (double tick : RECALL_TICKS) {
            if (tick >= frame.recallMin() && tick <= frame.recallMax()) {
                double x = frame.x(tick);
                svg.append(String.format(
                        Locale.ROOT,
                        "<line class='grid' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>%n",
                        x,
                        x,
                        TOP,
                        HEIGHT - BOTTOM));
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>%n",
                        x,
                        HEIGHT - BOTTOM + 18,
                        Double.toString(tick)));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text class='axis' x='%d' y='%d' text-anchor='middle'>recall</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 10));
    }

    private void valueAxis(Frame frame, StringBuilder svg) {
        for (double decade = Math.pow(10, Math.floor(Math.log10(frame.valueMin())));
                decade <= frame.valueMax();
                decade *= 10) {
            for (int step : VALUE_STEPS) {
                double tick = decade * step;
                if (tick >= frame.valueMin() && tick <= frame.valueMax()) {
                    double y = frame.y(tick);
                    svg.append(String.format(
                            Locale.ROOT,
                            "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>%n",
                            LEFT,
                            WIDTH - RIGHT,
                            y,
                            y));
                    svg.append(String.format(
                            Locale.ROOT,
                            "<text x='%d' y='%.1f' text-anchor='end'>%s</text>%n",
                            LEFT - 8,
                            y + 4,
                            tick < 1
                                    ? String.format(Locale.ROOT, "%.2g", tick)
                                    : String.format(Locale.ROOT, "%,.0f", tick)));
                }
            }
        }
        svg.append(String.format(
                Locale.ROOT, "<text class='axis' x='%d' y='12' text-anchor='start'>%s</text>%n", LEFT, label));
    }
}
