package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands as people type them, with the root key of a stage and nothing of their own settings. */
final class Commands {
    private static final int SECONDS_MAX = 180;

    private Commands() {}

    /** What the AWS CLI prints, errors too. */
    static String aws(Stage stage, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("aws", "--endpoint-url", stage.api()));
        command.addAll(List.of(arguments));
        return run(stage, command);
    }

    /** What the command prints, errors too. */
    static String run(Stage stage, List<String> command) throws Exception {
        Path said = Files.createTempFile("command", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        RootKey key = stage.key();
        builder.environment()
                .putAll(
                        Map.of(
                                "AWS_ACCESS_KEY_ID", key.accessKeyId(),
                                "AWS_SECRET_ACCESS_KEY", key.secretAccessKey(),
                                "AWS_DEFAULT_REGION", "us-east-1",
                                "AWS_PAGER", "",
                                "AWS_CONFIG_FILE", "/dev/null"));
        builder.environment().remove("AWS_SESSION_TOKEN");
        try {
            assertThat(builder.start().waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            return Files.readString(said, StandardCharsets.UTF_8).strip();
        } finally {
            Files.delete(said);
        }
    }
}
