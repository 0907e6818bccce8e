package homeport.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one short command to its end. Inherits nothing of Homeport's environment. */
final class Command {
    /** Most output kept; what follows is read and dropped. */
    private static final int OUTPUT_BYTES_MAX = 256 * 1024;

    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Command() {}

    /**
     * @param exit 127 when the command does not exist
     * @param output standard output and error together
     */
    record Result(int exit, String output) {}

    /**
     * @param input given on standard input; the place for what must not stand in a process list
     * @throws EngineException it did not end within {@code max}; it is killed
     */
    static Result run(List<String> command, Path folder, String input, Duration max) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        environment(builder);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Result(127, e.getMessage());
        }
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process, output));
        boolean fed = feed(process, input);
        if (!ends(process, max)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new EngineException(
                    command.getFirst() + " did not end within " + max + ": " + command);
        }
        if (!fed && process.exitValue() == 0)
            throw new EngineException(command.getFirst() + " did not read its input");
        return new Result(process.exitValue(), output.join());
    }

    /** False when the command closed its input; why, its exit and output tell. */
    private static boolean feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException closed) {
            return input.isEmpty();
        }
    }

    /** A fixed, small environment: Homeport's own holds keys. */
    static void environment(ProcessBuilder builder) {
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", PATH, "LC_ALL", "C", "TZ", "UTC"));
    }

    private static boolean ends(Process process, Duration max) {
        try {
            return process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void read(Process process, CompletableFuture<String> output) {
        try (InputStream from = process.getInputStream()) {
            byte[] kept = from.readNBytes(OUTPUT_BYTES_MAX);
            from.transferTo(OutputStream.nullOutputStream());
            output.complete(new String(kept, StandardCharsets.UTF_8));
        } catch (IOException e) {
            output.completeExceptionally(new UncheckedIOException(e));
        }
    }
}
