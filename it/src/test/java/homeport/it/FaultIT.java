package homeport.it;

import static homeport.it.Databases.ask;
import static homeport.it.Databases.awaitStandby;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import homeport.server.cli.CommandLineTool;
import homeport.server.data.DataFolder;
import homeport.server.stage.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./homeport fault} as its user has it, on a Multi-AZ instance. */
class FaultIT {
    private static final String NAME = "orders";
    private static final Duration MAX = Duration.ofSeconds(120);

    @TempDir(factory = OnDisk.class)
    Path home;

    @Test
    void aServiceThatWasNotStartedForItRefuses() throws Exception {
        try (Stage stage = Stage.in(home)) {
            Said said = fault(stage, "kill", NAME);
            assertThat(said.text()).contains("./homeport up --allow-faults");
            assertThat(said.status()).isEqualTo(1);
        }
    }

    @Test
    void whatIsStruckRecoversAndWhatStandsIsHealed() throws Exception {
        // longer than the usual three seconds, lest a slow machine be taken for a hung primary
        try (Stage stage = Stage.in(home, "--allow-faults", "--failover-after", "10")) {
            Databases.create(stage, NAME, MAX, r -> r.multiAZ(true));
            awaitStandby(stage, NAME, MAX);
            whatIsMeantMustBeClear(stage);
            aDiskThatOthersUseIsNotFilled(stage);
            theStandbyOfAHungPrimaryTakesOver(stage);
            aFrozenStandbyIsHealed(stage);
            aPartitionEndsWithItsService(stage);
        }
    }

    private static void whatIsMeantMustBeClear(Stage stage) throws Exception {
        assertThat(fault(stage, "love", NAME).status()).isEqualTo(2);
        assertThat(fault(stage, "hang", NAME, "--tree").status()).isEqualTo(2);
        Said nobody = fault(stage, "kill", "others");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.text()).contains("no DB instance or cluster others", NAME);
        Said nowhere = fault(stage, "kill", NAME, "--node", "n9");
        assertThat(nowhere.status()).isEqualTo(1);
        assertThat(nowhere.text()).contains("n1 (primary, us-east-1", "n2 (standby, us-east-1");
    }

    private static void aDiskThatOthersUseIsNotFilled(Stage stage) throws Exception {
        Path root = Path.of("/");
        if (!Files.getFileStore(stage.data()).equals(Files.getFileStore(root))) return;
        Said full = fault(stage, "disk-full", NAME);
        assertThat(full.status()).isEqualTo(1);
        assertThat(full.text()).contains("is on the root file system");
    }

    private static void theStandbyOfAHungPrimaryTakesOver(Stage stage) throws Exception {
        String zone = stage.instance(NAME).availabilityZone();
        Said hung = fault(stage, "hang", NAME);
        assertThat(hung.text()).contains("SIGSTOP to", zone);
        assertThat(hung.status()).isZero();
        Stage.await(
                "the other zone leads",
                MAX,
                () -> !stage.instance(NAME).availabilityZone().equals(zone));
        awaitStandby(stage, NAME, MAX);
        assertThat(fault(stage, "heal", NAME).text()).contains("1 fault healed");
    }

    private static void aFrozenStandbyIsHealed(Stage stage) throws Exception {
        assertThat(fault(stage, "hang", NAME, "--node", "standby").status()).isZero();
        assertThat(fault(stage, "heal", NAME).text()).contains("1 fault healed");
        assertThat(fault(stage, "kill", NAME, "--node", "standby", "--tree").text())
                .contains("SIGKILL to", "standby");
        awaitStandby(stage, NAME, MAX);
    }

    private void aPartitionEndsWithItsService(Stage stage) throws Exception {
        Said cut = fault(stage, "partition", NAME);
        boolean required = Boolean.parseBoolean(System.getenv("CI")) && DataFolder.ofRoot();
        if (cut.status() != 0 && required)
            throw new AssertionError("install the Debian package nftables: " + cut.text());
        assumeTrue(cut.status() == 0, cut.text());
        Stage.await(
                "nobody waits for the standby",
                MAX,
                () -> ask(stage, NAME, Databases.STANDBYS).equals("0"));
        stage.killService();
        assertThat(tables(stage)).hasSize(1);
        stage.up();
        assertThat(tables(stage)).isEmpty();
        awaitStandby(stage, NAME, MAX);
    }

    /** What nft has of this instance's nodes. */
    private static List<String> tables(Stage stage) throws Exception {
        Process nft = new ProcessBuilder("nft", "list", "tables").start();
        List<String> lines = nft.inputReader().lines().toList();
        nft.waitFor();
        String site = stage.data().resolve("nodes").toString();
        List<String> addresses = new ArrayList<>();
        try (var nodes = Files.list(Path.of(site))) {
            for (Path node : nodes.toList()) {
                Path file = node.resolve("data/postmaster.pid");
                if (Files.exists(file))
                    addresses.add(Files.readAllLines(file).get(5).replace('.', '_'));
            }
        }
        return lines.stream().filter(line -> addresses.stream().anyMatch(line::contains)).toList();
    }

    /** What a command printed, on both outputs, and how it ended. */
    private record Said(String text, int status) {}

    /** In this process: each start of another costs a second. */
    private static Said fault(Stage stage, String... arguments) {
        List<String> command = new ArrayList<>(List.of("fault"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", stage.data().toString()));
        StringWriter said = new StringWriter();
        int status = CommandLineTool.run(new PrintWriter(said, true), command);
        return new Said(said.toString(), status);
    }
}
