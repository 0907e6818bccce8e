package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client that a user has: run to its end, with the server and the key in its environment. */
record Program(int exit, String output) {
    private static final long SECONDS_MAX = 180;

    /** Skips the test where the client is not installed; CI has it, so there that fails. */
    static void require(String why, String... probe) throws Exception {
        boolean there = false;
        try {
            there = new ProcessBuilder(probe).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException absent) {
            // not installed
        }
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(why).isTrue();
        assumeTrue(there, why);
    }

    static Program run(
            LiveServer server, Path folder, List<String> command, String key, String token)
            throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .directory(folder.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("HOME", folder.toString());
        environment.put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        environment.put("AWS_ACCESS_KEY_ID", key);
        environment.put("AWS_SECRET_ACCESS_KEY", LiveServer.SECRET);
        if (!token.isEmpty()) environment.put("AWS_SESSION_TOKEN", token);
        environment.put("AWS_DEFAULT_REGION", "eu-central-1");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PAGER", "");
        environment.put("AWS_MAX_ATTEMPTS", "1");
        environment.put("NO_PROXY", "127.0.0.1");
        environment.put("ENDPOINT", server.uri().toString());
        environment.put("PYTHONIOENCODING", "utf-8");
        environment.put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end within " + SECONDS_MAX + " s");
        }
        return new Program(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    }
}
