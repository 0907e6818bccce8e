package homeport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./homeport} does before Java runs. */
class LauncherTest {
    private static final String SUCCESSFUL_BUILD =
            """
            echo x >> "$root/builds"
            echo "[INFO] Building wire 0.1.0                            [2/9]"
            sleep 1
            mkdir -p "$root/server/target/dist/lib"
            cp "$root/all.jar" "$root/server/target/dist/lib/all.jar"
            """;

    @TempDir Path folder;
    private Checkout checkout;

    @BeforeEach
    void build() throws Exception {
        checkout = Checkout.in(folder.toRealPath());
        Files.copy(checkout.dist().resolve("lib/all.jar"), checkout.root().resolve("all.jar"));
    }

    @Test
    void runsThroughALinkFromAnyFolderWithACacheThatDoesNotFit() throws Exception {
        Path link = checkout.root().resolve("server/link");
        Files.createSymbolicLink(link, checkout.root().resolve("homeport"));
        Checkout.Result result =
                Checkout.finish(
                        new ProcessBuilder(link.toString(), "--version")
                                .directory(new File("/"))
                                .start());
        assertThat(result.out()).startsWith("Homeport ");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        Path tools = Files.createDirectory(checkout.root().resolve("tools"));
        for (String tool : new String[] {"readlink", "dirname", "basename", "sed"})
            executable(tools.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
        Path jdk = checkout.root().resolve("etc/shell/jdk.sh");
        Files.writeString(
                jdk,
                Files.readString(jdk)
                        .replaceAll("(/usr/lib/jvm|/opt/java|/usr/java|/Library)/", "/nowhere/"));
        ProcessBuilder command =
                new ProcessBuilder(checkout.root().resolve("homeport").toString(), "up");
        command.environment().clear();
        command.environment().put("PATH", tools.toString());
        command.environment().put("HOME", tools.toString());
        Checkout.Result result = Checkout.finish(command.start());
        assertThat(result.err()).contains("needs a JDK of version 25").contains("Install one");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void buildsAgainAfterAChangeAndSaysHowFarItIs() throws Exception {
        change();
        checkout.replaceBuild(SUCCESSFUL_BUILD);
        Checkout.Result result = checkout.run("--version");
        assertThat(result.err()).contains("Building Homeport").contains("wire [2/9], 0 s");
        assertThat(result.out()).startsWith("Homeport ");
        assertThat(checkout.run("--version").err()).isEmpty();
    }

    @Test
    void twoFirstUsesBuildOnce() throws Exception {
        change();
        checkout.replaceBuild(
                SUCCESSFUL_BUILD + "echo none > \"$root/server/target/dist/homeport.aot\"\n");
        Process one = checkout.start("--version");
        Process other = checkout.start("--version");
        assertThat(Checkout.finish(one).status()).isZero();
        assertThat(Checkout.finish(other).status()).isZero();
        assertThat(Files.readAllLines(checkout.root().resolve("builds"))).hasSize(1);
    }

    @Test
    void aFailedBuildSaysWhyAndWhereToReadOn() throws Exception {
        change();
        checkout.replaceBuild("echo '[ERROR] cannot find symbol'; exit 1\n");
        Checkout.Result result = checkout.run("--version");
        assertThat(result.err()).contains("cannot find symbol").contains("build.log");
        assertThat(result.status()).isEqualTo(1);
    }

    private static void executable(Path file, String script) throws Exception {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void change() throws Exception {
        Path source = checkout.root().resolve("server/src/main/Changed.java");
        Files.writeString(source, "");
        Files.setLastModifiedTime(
                checkout.dist().resolve("built"), FileTime.from(Instant.now().minusSeconds(60)));
    }
}
