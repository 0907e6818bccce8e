package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@code examples/terraform}, by an unmodified Terraform with the AWS provider: what is applied is
 * what a plan finds, and what is destroyed leaves nothing. Skipped where there is no Terraform, or
 * no provider on disk: in the folder that {@value #MIRROR} names, or where Terraform itself looks.
 * Without the replica, for the provider waits a minute before it looks at an instance.
 */
class TerraformIT {
    private static final String MIRROR = "HOMEPORT_TERRAFORM_MIRROR";
    private static final Path EXAMPLE = Path.of("../examples/terraform");
    private static final long MINUTES_MAX = 10;

    @TempDir Path home;
    @TempDir Path work;

    private Map<String, String> environment;

    @Test
    void whatIsAppliedIsThereAndWhatIsDestroyedIsGone() throws Exception {
        assumeTrue(isOnPath("terraform"), "terraform is not on the PATH");
        Optional<Path> mirror = mirror();
        assumeTrue(mirror.isPresent(), "no AWS provider on disk; " + MIRROR + " names its folder");
        copyExample();
        try (Stage stage = Stage.in(home)) {
            environment = environment(stage, configuration(mirror.get()));
            terraform(0, "init", "-input=false");
            terraform(0, "apply", "-auto-approve");
            planFindsNothing();
            planFindsNothing();
            List<String> endpoints = endpoints();
            for (String endpoint : endpoints) new Socket(endpoint, 5432).close();
            environment.put("TF_VAR_slow_query_ms", "500");
            environment.put("TF_VAR_idle_client_seconds", "900");
            String updated = terraform(0, "apply", "-auto-approve", "-refresh=false");
            assertThat(updated).contains("0 added, 2 changed, 0 destroyed");
            planFindsNothing();
            terraform(0, "destroy", "-auto-approve", "-refresh=false");
            nothingIsLeft(stage, endpoints);
        }
    }

    private void planFindsNothing() throws Exception {
        assertThat(terraform(0, "plan", "-detailed-exitcode")).contains("No changes.");
    }

    private List<String> endpoints() throws Exception {
        List<String> all = new ArrayList<>();
        for (String name : List.of("instance_endpoint", "cluster_endpoint", "proxy_endpoint"))
            all.add(terraform(0, "output", "-raw", name).strip());
        return all;
    }

    private static void nothingIsLeft(Stage stage, List<String> endpoints) throws Exception {
        assertThat(new Processes(stage).postmasterFolders()).isEmpty();
        Stage.await("no folder of a node is left", Duration.ofSeconds(60), () -> noNode(stage));
        try (SecretsManagerClient secrets = stage.secrets()) {
            assertThat(secrets.listSecrets(r -> r.includePlannedDeletion(true)).secretList())
                    .isEmpty();
        }
        for (String endpoint : endpoints)
            assertThatThrownBy(() -> new Socket(endpoint, 5432).close())
                    .isInstanceOf(ConnectException.class);
    }

    private static boolean noNode(Stage stage) throws IOException {
        try (Stream<Path> nodes = Files.list(stage.data().resolve("nodes"))) {
            return nodes.findAny().isEmpty();
        }
    }

    // ---- running it

    private String terraform(int expected, String command, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("terraform", command));
        line.addAll(List.of(arguments));
        if (!command.equals("output")) line.add("-no-color");
        Path said = work.resolve(command + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(work.resolve("terraform").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).as("%s ends", line).isTrue();
        } finally {
            process.destroy();
        }
        String text = Files.readString(said);
        assertThat(process.exitValue()).as("%s\n%s", line, text).isEqualTo(expected);
        return text;
    }

    private static Map<String, String> environment(Stage stage, Path configuration)
            throws IOException {
        RootKey key = stage.key();
        DBEngineVersion version;
        try (RdsClient rds = stage.rds()) {
            version =
                    rds.describeDBEngineVersions(r -> r.engine("postgres").defaultOnly(true))
                            .dbEngineVersions()
                            .getFirst();
        }
        return new HashMap<>(
                Map.of(
                        "TF_CLI_CONFIG_FILE", configuration.toString(),
                        "TF_IN_AUTOMATION", "1",
                        "AWS_ACCESS_KEY_ID", key.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", key.secretAccessKey(),
                        "AWS_REGION", "us-east-1",
                        "TF_VAR_endpoint", stage.api(),
                        "TF_VAR_engine_version", version.engineVersion(),
                        "TF_VAR_family", version.dbParameterGroupFamily(),
                        "TF_VAR_multi_az_cluster", "true",
                        "TF_VAR_read_replica", "false"));
    }

    private void copyExample() throws IOException {
        Path to = Files.createDirectory(work.resolve("terraform"));
        try (Stream<Path> files = Files.list(EXAMPLE)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tf")).toList())
                Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private Path configuration(Path mirror) throws IOException {
        return Files.writeString(
                work.resolve("terraform.rc"),
                """
                provider_installation {
                  filesystem_mirror {
                    path = "%s"
                  }
                }
                """
                        .formatted(mirror.toAbsolutePath()));
    }

    /** A folder that has the provider. */
    private static Optional<Path> mirror() {
        Path user = Path.of(System.getProperty("user.home"), ".terraform.d", "plugins");
        return Stream.concat(
                        Optional.ofNullable(System.getenv(MIRROR)).map(Path::of).stream(),
                        Stream.of(
                                user,
                                Path.of("/usr/local/share/terraform/plugins"),
                                Path.of("/usr/share/terraform/plugins")))
                .filter(path ->
                        Files.isDirectory(path.resolve("registry.terraform.io/hashicorp/aws")))
                .findFirst();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
    }
}
