package homeport.server.stage;

import homeport.server.Homeport;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The command that starts a service, with a class cache as the launcher has one: a start takes half
 * the processor time then. The cache is made once for a class path, in the folder that {@code
 * -Dhomeport.stage.cache} names; without that, or where Homeport is not in jars yet, there is none.
 */
final class FastStart {
    private static final long TRAINING_SECONDS_MAX = 300;

    private static final String FOLDER = System.getProperty("homeport.stage.cache", "");
    private static final boolean CACHED = !FOLDER.isEmpty() && inJars();

    /** That of this process; folders would forbid a cache, and hold nothing of a service. */
    private static final String CLASS_PATH =
            CACHED ? jars() : System.getProperty("java.class.path");

    private FastStart() {}

    /**
     * @param java the program
     * @param options of the JVM
     * @return what comes before the arguments of Homeport's own
     */
    static synchronized List<String> command(String java, List<String> options) throws IOException {
        List<String> all = new ArrayList<>(options);
        if (CACHED) {
            Path cache = cache(Path.of(FOLDER), java, options);
            if (Files.size(cache) > 0)
                all.addAll(
                        List.of(
                                "-XX:AOTCache=" + cache,
                                "-Xlog:disable",
                                "-Xlog:all=error,aot*=off,cds*=off:stderr"));
        }
        return main(java, all);
    }

    private static List<String> main(String java, List<String> options) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(options);
        command.addAll(List.of("-cp", CLASS_PATH, "homeport.server.Main"));
        return command;
    }

    /** Made by whichever process comes first; empty when that failed. */
    private static Path cache(Path folder, String java, List<String> options) throws IOException {
        Files.createDirectories(folder);
        Path cache = folder.resolve("services-" + Integer.toHexString(key(java, options)) + ".aot");
        try (FileChannel lock =
                        FileChannel.open(
                                folder.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (!Files.exists(cache)) make(cache, java, options);
        }
        return cache;
    }

    private static void make(Path cache, String java, List<String> options) throws IOException {
        Path fresh = cache.resolveSibling(cache.getFileName() + ".new");
        List<String> training = new ArrayList<>(options);
        training.add("-XX:AOTCacheOutput=" + fresh);
        List<String> command = main(java, training);
        command.add("train");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(cache.resolveSibling("training.log").toFile())
                        .start();
        if (!ended(process)) Files.write(fresh, new byte[0]);
        Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean ended(Process process) throws IOException {
        try {
            if (process.waitFor(TRAINING_SECONDS_MAX, TimeUnit.SECONDS))
                return process.exitValue() == 0;
            process.destroyForcibly();
            return false;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a class cache was made", e);
        }
    }

    /** Differs whenever the JVM would refuse the cache. */
    private static int key(String java, List<String> options) {
        List<Object> all = new ArrayList<>(options);
        all.add(java);
        for (String entry : CLASS_PATH.split(File.pathSeparator)) {
            File jar = new File(entry);
            all.addAll(List.of(entry, jar.length(), jar.lastModified()));
        }
        return all.hashCode();
    }

    private static boolean inJars() {
        var source = Homeport.class.getProtectionDomain().getCodeSource();
        return source != null && source.getLocation().getPath().endsWith(".jar");
    }

    private static String jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.isRegularFile(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
