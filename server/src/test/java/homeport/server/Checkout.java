package homeport.server;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The launcher in a checkout of its own whose build is already there: the classes under test. Maven
 * must not run inside Maven; {@link #replaceBuild} puts a script in its place.
 */
final class Checkout {
    private static final long COMMAND_SECONDS_MAX = 120;

    private final Path root;

    private Checkout(Path root) {
        this.root = root;
    }

    static Checkout in(Path root) throws IOException {
        Path real = Path.of("..").toRealPath();
        Files.createDirectories(root.resolve("etc/shell"));
        Files.createDirectories(root.resolve("server/src/main"));
        Files.copy(real.resolve("homeport"), root.resolve("homeport"));
        Files.copy(real.resolve("etc/shell/jdk.sh"), root.resolve("etc/shell/jdk.sh"));
        for (String file : List.of("pom.xml", "server/pom.xml", "mvnw"))
            Files.writeString(root.resolve(file), "");
        Checkout checkout = new Checkout(root);
        Files.createDirectories(checkout.dist().resolve("lib"));
        checkout.writeJar();
        Files.writeString(checkout.dist().resolve("homeport.aot"), "not a cache");
        Files.writeString(checkout.dist().resolve("built"), "");
        return checkout;
    }

    Path root() {
        return root;
    }

    Path dist() {
        return root.resolve("server/target/dist");
    }

    /** The script stands for {@code ./mvnw}: it runs in any folder and knows {@code $root}. */
    void replaceBuild(String script) throws IOException {
        Path mvnw = root.resolve("mvnw");
        Files.writeString(mvnw, "#!/bin/sh\nroot=" + root + "\n" + script);
        Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A jar that only names the class path of this test. */
    private void writeJar() throws IOException {
        String path =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" "));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
        try (OutputStream out = Files.newOutputStream(dist().resolve("lib/all.jar"))) {
            new JarOutputStream(out, manifest).close();
        }
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(root.resolve("homeport").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(new File("/")).start();
    }

    /** Runs a command to its end, from another folder. */
    Result run(String... arguments) throws IOException, InterruptedException {
        return finish(start(arguments));
    }

    static Result finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("a command runs for more than " + COMMAND_SECONDS_MAX + " s");
        }
        return new Result(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes()),
                new String(process.getErrorStream().readAllBytes()));
    }

    record Result(int status, String out, String err) {}
}
