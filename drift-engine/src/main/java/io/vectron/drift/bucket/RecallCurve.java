package io.vectron.drift.bucket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the mean recall of a sample of searches depends on the threshold at which they stop. One course is noted for each
 * search: after each of its steps the score of the next bucket, and the recall and buckets so far. A search with a threshold
 * ends at the first step whose score is below it.
 *
 * <p>Courses may be filled by several threads, each by one; then the curve is one thread's.
 */
final class RecallCurve {
    private static final double THRESHOLD_MAX = 4;
    /** Of eight thousand such buckets one holds a neighbour: whoever wants more scans everything. */
    static final double THRESHOLD_MIN = -9;

    private static final double STEP = 0.05;
    /** With one, one set of queries in six would fall short of its target; with two, many would be scanned for nothing. */
    private static final double STANDARD_ERRORS = 1.5;
    /** So large a share of searches visits no more buckets: these are ranked at once, the rest ranks more when it must. */
    private static final double BUCKETS_QUANTILE = 0.75;

    private final List<Course> courses = new ArrayList<>();

    /** A curve of so many searches. */
    RecallCurve(int searches) {
        for (int i = 0; i < searches; i++) {
            courses.add(new Course());
        }
    }

    /** The steps of one search at which it might stop: scores strictly falling. */
    static final class Course {
        private double[] scores = new double[8];
        private double[] recalls = new double[8];
        private int[] buckets = new int[8];
        private int size;

        private Course() {}

        /** A step: a search with a threshold above the score ends there, if not before. */
        void add(double score, double recall, int bucketsVisited) {
            if (size > 0 && score >= scores[size - 1]) {
                // No threshold ends here that has not ended before, but for those who come this far, more is found.
                lastIfOver(recall, bucketsVisited);
                return;
            }
            if (size == scores.length) {
                scores = Arrays.copyOf(scores, 2 * size);
                recalls = Arrays.copyOf(recalls, 2 * size);
                buckets = Arrays.copyOf(buckets, 2 * size);
            }
            scores[size] = score;
            recalls[size] = recall;
            buckets[size++] = bucketsVisited;
        }

        private double endRecall = -1;
        private int endBuckets;

        private void lastIfOver(double recall, int bucketsVisited) {
            endRecall = recall;
            endBuckets = bucketsVisited;
        }

        /** The step at which a threshold ends the search; the size when none does. */
        private int stop(double threshold) {
            int step = 0;
            while (step < size && scores[step] >= threshold) {
                step++;
            }
            return step;
        }

        private double recall(int step) {
            if (step < size) {
                return recalls[step];
            }
            return size == 0 ? 1 : Math.max(recalls[size - 1], endRecall);
        }

        private int buckets(int step) {
            return step < size ? buckets[step] : Math.max(endBuckets, size == 0 ? 0 : buckets[size - 1]);
        }
    }

    /** The course of a search, to be filled by one thread. */
    Course course(int search) {
        return courses.get(search);
    }

    /**
     * A point of the curve.
     *
     * @param threshold minus infinity when no other will do
     * @param recall mean of the sample
     * @param buckets that three of four searches do not exceed
     */
    record Point(double threshold, double recall, double buckets) {}

    /** The point of the greatest threshold whose mean recall exceeds a target by a margin. */
    Point reaching(double target) {
        for (double threshold = THRESHOLD_MAX; threshold >= THRESHOLD_MIN; threshold -= STEP) {
            double sum = 0;
            double squares = 0;
            for (Course course : courses) {
                double recall = course.recall(course.stop(threshold));
                sum += recall;
                squares += recall * recall;
            }
            double mean = sum / courses.size();
            double variance = Math.max(0, squares / courses.size() - mean * mean);
            if (mean - STANDARD_ERRORS * Math.sqrt(variance / courses.size()) >= target) {
                return point(threshold);
            }
        }
        return point(Double.NEGATIVE_INFINITY);
    }

    private Point point(double threshold) {
        double sum = 0;
        int[] buckets = new int[courses.size()];
        for (int i = 0; i < buckets.length; i++) {
            int step = courses.get(i).stop(threshold);
            sum += courses.get(i).recall(step);
            buckets[i] = courses.get(i).buckets(step);
        }
        Arrays.sort(buckets);
        int at = (int) Math.min(buckets.length - 1L, Math.round(BUCKETS_QUANTILE * buckets.length));
        return new Point(threshold, sum / buckets.length, buckets[at]);
    }
}
