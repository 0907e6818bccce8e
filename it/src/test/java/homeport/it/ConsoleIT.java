package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/**
 * The console in Chromium, against a real database at work: {@code console/test/walk.mjs} walks
 * through it. Its pictures are in {@code it/target/console}.
 */
class ConsoleIT {
    private static final Path TEST = Path.of("..", "console", "test").toAbsolutePath().normalize();
    private static final Path PICTURES = Path.of("target", "console").toAbsolutePath();
    private static final Duration WALK_MAX = Duration.ofMinutes(15);

    @TempDir Path home;

    @Test
    void peopleSeeAndDoWhatTheApisAllow() throws Exception {
        assumeTrue(
                Files.isDirectory(TEST.resolve("node_modules/playwright-core")),
                "run npm ci in console/test");
        assumeTrue(Files.exists(Path.of("/usr/bin/chromium")), "install the package chromium");
        // failovers are asked for: no slow machine shall add one
        try (Stage stage = Stage.in(home, "--failover-after", "30");
                ConsoleWorld world = ConsoleWorld.open(stage)) {
            world.awaitReady();
            AccessKey looker = looker(stage);
            RootKey root = stage.key();
            ProcessBuilder walk = new ProcessBuilder("node", TEST.resolve("walk.mjs").toString());
            walk.environment()
                    .putAll(
                            Map.of(
                                    "BASE", stage.api(),
                                    "OUT", PICTURES.toString(),
                                    "KEY_ID", root.accessKeyId(),
                                    "SECRET", root.secretAccessKey(),
                                    "LOOK_ID", looker.accessKeyId(),
                                    "LOOK_SECRET", looker.secretAccessKey()));
            walk(walk);
        }
    }

    /** Its lines are told as they come; those of what failed are the failure's, too. */
    private static void walk(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        List<String> failed = new CopyOnWriteArrayList<>();
        Thread telling =
                Thread.ofVirtual()
                        .start(() ->
                                process.inputReader()
                                        .lines()
                                        .peek(System.out::println)
                                        .filter(line -> line.startsWith("FAIL"))
                                        .forEach(failed::add));
        if (!process.waitFor(WALK_MAX.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the walk takes longer than " + WALK_MAX);
        }
        telling.join();
        assertThat(failed).as("steps of console/test/walk.mjs that failed").isEmpty();
        assertThat(process.exitValue()).as("console/test/walk.mjs, whose lines are above").isZero();
    }

    /** Somebody who may see instances and their events, and nothing else. */
    private static AccessKey looker(Stage stage) throws Exception {
        String policy =
                """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
                  "Action": %s}]}
                """
                        .formatted(
                                List.of("\"rds:DescribeDBInstances\"", "\"rds:DescribeEvents\""));
        try (IamClient iam = stage.client(IamClient.builder().region(Region.AWS_GLOBAL))) {
            iam.createUser(r -> r.userName("looker"));
            iam.putUserPolicy(r -> r.userName("looker").policyName("look").policyDocument(policy));
            return iam.createAccessKey(r -> r.userName("looker")).accessKey();
        }
    }
}
