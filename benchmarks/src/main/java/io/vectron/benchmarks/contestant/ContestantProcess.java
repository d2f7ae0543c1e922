package io.vectron.benchmarks.contestant;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A contestant in a process of its own: it is asked by a line on its standard input and answers by one on its standard
 * output. What it says besides goes to a log, whose end is in the message when it dies. It ends when its input does, so also
 * when this process is killed.
 *
 * <p>Concurrency: one thread asks; one of its own reads the answers.
 */
final class ContestantProcess implements AutoCloseable {
    private static final Duration END_WAIT = Duration.ofSeconds(10);
    private static final int LOG_LINES_SHOWN = 30;

    private final String name;
    private final Duration answerWait;
    private final Path log;
    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

    private ContestantProcess(String name, Duration answerWait, Path log, Process process) {
        this.name = name;
        this.answerWait = answerWait;
        this.log = log;
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts one.
     *
     * @param log gets what it says on standard error
     * @param answerWait longest time for an answer
     */
    static ContestantProcess start(String name, List<String> command, Path log, Duration answerWait) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            ContestantProcess contestant = new ContestantProcess(name, answerWait, log, process);
            Thread.ofPlatform().daemon().name("answers-of-" + name).start(contestant::readAnswers);
            return contestant;
        } catch (IOException failure) {
            throw new ContestantException(name + " does not start: " + failure.getMessage(), failure);
        }
    }

    private void readAnswers() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                answers.add(Optional.of(line));
            }
        } catch (IOException ended) {
            // it is the end of the answers as well
        } finally {
            answers.add(Optional.empty());
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws ContestantException when it answers with an error, not in time, or not at all
     */
    Message ask(Message question) {
        try {
            input.write(question.line());
            input.newLine();
            input.flush();
        } catch (IOException ended) {
            throw died(question);
        }
        Optional<String> line = nextLine(question);
        Message answer = Message.parse(line.orElseThrow(() -> died(question)));
        if (!answer.verb().equals(Message.OK)) {
            throw new ContestantException(name + " cannot " + question.verb() + ": "
                    + answer.values().getOrDefault("message", answer.line()) + logEnd());
        }
        return answer;
    }

    private Optional<String> nextLine(Message question) {
        try {
            Optional<String> line = answers.poll(answerWait.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                process.destroyForcibly();
                throw new ContestantException(name + " gave no answer to \"" + question.line() + "\" in "
                        + answerWait.toSeconds() + " seconds and was killed" + logEnd());
            }
            return line;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ContestantException("interrupted while waiting for " + name, interrupted);
        }
    }

    private ContestantException died(Message question) {
        return new ContestantException(
                name + " ended with status " + status() + " when asked to " + question.verb() + logEnd());
    }

    private String status() {
        try {
            return process.waitFor(END_WAIT) ? Integer.toString(process.exitValue()) : "none yet";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    private String logEnd() {
        try {
            List<String> lines = Files.readAllLines(log);
            List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            return last.isEmpty()
                    ? "; it has logged nothing"
                    : "; the end of its log:" + System.lineSeparator() + String.join(System.lineSeparator(), last);
        } catch (IOException | UncheckedIOException failure) {
            return "; its log cannot be read: " + failure;
        }
    }

    /** Asks it to end and waits for that a while, then kills it. */
    @Override
    public void close() {
        try (input) {
            input.write(Message.of(Message.QUIT).line());
            input.newLine();
        } catch (IOException ended) {
            // it is what was wanted
        }
        String _ = status();
        process.destroyForcibly();
    }
}
