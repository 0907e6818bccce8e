package homeport.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.sqlite.SQLiteConnection;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * JVMs of their own, which a test may kill or limit. They start in half the time from an ahead of
 * time cache, which needs jars where Maven has folders.
 */
public final class ChildJvm {
    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final String classPath;

    /**
     * @param folder for what the children share
     */
    public ChildJvm(Path folder) throws IOException {
        this.folder = folder;
        Path tests = jar(home(ChildJvm.class), folder.resolve("tests.jar"));
        Path product = jar(home(EmbeddedStore.class), folder.resolve("product.jar"));
        this.classPath =
                Stream.of(tests, product, home(SQLiteConnection.class))
                        .map(Path::toString)
                        .reduce((a, b) -> a + File.pathSeparator + b)
                        .orElseThrow();
        options.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m"));
        options.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
        unpackLibrary();
    }

    /** Makes the cache from a run that ends by itself. */
    public void train(Class<?> main, String... args) throws IOException, InterruptedException {
        Path cache = folder.resolve("children.aot");
        List<String> training = command(main, args);
        training.add(1, "-XX:AOTCacheOutput=" + cache);
        new ProcessBuilder(training)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("training.log").toFile())
                .start()
                .waitFor();
        if (Files.exists(cache)) options.add("-XX:AOTCache=" + cache);
    }

    /** The command of a child that runs {@code main}. */
    List<String> command(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /** Starts a child whose errors are the test's. */
    public Process start(Class<?> main, String... args) throws IOException {
        return new ProcessBuilder(command(main, args))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Once for all: each child would unpack its own, and a killed one would leave it behind. */
    private void unpackLibrary() throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = SQLiteConnection.class.getResourceAsStream(resource)) {
            Files.copy(library, folder.resolve(name));
        }
        options.addAll(List.of("-Dorg.sqlite.lib.path=" + folder, "-Dorg.sqlite.lib.name=" + name));
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        if (Files.isRegularFile(classes)) return classes;
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path one : found.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(one).toString()));
                Files.copy(one, out);
            }
        }
        return jar;
    }
}
