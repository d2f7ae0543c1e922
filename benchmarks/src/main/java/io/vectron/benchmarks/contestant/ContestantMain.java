package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The process of a contestant in Java; its argument is the {@link ContestantKind}. Answers {@link Message}s on standard output.
 *
 * <p>Concurrency: one thread does what is asked; another reads, and ends the process at the end of its input whatever is being
 * done, for then the benchmark has ended.
 */
final class ContestantMain {
    private static final int STATUS_ABANDONED = 3;

    private final ContestantKind kind;
    private @Nullable Contestant contestant;
    private @Nullable VectorFile queries;
    private Path data = Path.of("");
    private int k;

    private ContestantMain(ContestantKind kind) {
        this.kind = kind;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what libraries print is no answer
        BlockingQueue<String> questions = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("questions").start(() -> read(questions));
        ContestantMain main = new ContestantMain(ContestantKind.valueOf(args[0]));
        while (true) {
            Message question = Message.parse(questions.take());
            if (question.verb().equals(Message.QUIT)) {
                main.close();
                return;
            }
            answers.println(main.answer(question).line());
        }
    }

    private static void read(BlockingQueue<String> questions) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                questions.add(line);
                if (line.equals(Message.QUIT)) {
                    return;
                }
            }
        } catch (IOException gone) {
            System.err.println("questions cannot be read: " + gone);
        }
        Runtime.getRuntime().halt(STATUS_ABANDONED);
    }

    /** Whatever fails is an answer; its trace is for the log. */
    private Message answer(Message question) {
        try {
            return switch (question.verb()) {
                case Message.START -> start(question);
                case Message.BUILD -> build(question.integer("threads"));
                case Message.SEARCH -> search(question);
                default -> throw new IllegalArgumentException("unknown verb: " + question.line());
            };
        } catch (IOException | RuntimeException failure) {
            failure.printStackTrace();
            return Message.of(Message.ERROR).with("message", failure);
        }
    }

    private Message start(Message question) throws IOException {
        data = Path.of(question.text("data"));
        queries = VectorFile.read(Path.of(question.text("queries")), Integer.MAX_VALUE);
        k = question.integer("k");
        Contestant started = kind.create(Metric.valueOf(question.text("metric")), Path.of(question.text("directory")));
        contestant = started;
        return Message.of(Message.OK).with("version", started.version()).with("settings", started.settings());
    }

    /** The rows of the file are garbage when the memory is looked at. */
    private Message build(int threads) throws IOException {
        return ProcessMemory.addTo(timedBuild(threads));
    }

    private Message timedBuild(int threads) throws IOException {
        Contestant started = started();
        VectorFile base = VectorFile.read(data, Integer.MAX_VALUE);
        long start = System.nanoTime();
        long bytes = started.build(base, threads);
        double seconds = (System.nanoTime() - start) / 1e9;
        Message answer = Message.of(Message.OK).with("seconds", seconds).with("threads", threads);
        return bytes > 0 ? answer.with("disk", bytes) : answer;
    }

    private Message search(Message question) throws IOException {
        VectorFile asked = queries;
        if (asked == null) {
            throw notStarted();
        }
        Contestant.Pass pass = started().prepare(asked, k, question.number("effort"));
        QueryRun run = new QueryRun(pass, asked.rows(), k, question.integer("pinned") == 1);
        Message answer = run.run(question.integer("threads"));
        run.writeIds(Path.of(question.text("results")));
        return answer;
    }

    private Contestant started() {
        if (contestant == null) {
            throw notStarted();
        }
        return contestant;
    }

    private static IllegalStateException notStarted() {
        return new IllegalStateException("asked before " + Message.START);
    }

    private void close() throws IOException {
        if (contestant != null) {
            contestant.close();
        }
    }
}
