package homeport.server.cli;

import homeport.server.console.ConsoleRoute;
import homeport.server.data.ClientSettings;
import homeport.server.data.RootKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code console}: where the web console is, and what to sign in with. */
@Command(
        name = "console",
        description =
                "Print the address of the web console and the key to sign in with. The service may be down.")
final class ConsoleCommand implements Callable<Integer> {
    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Path folder = data.folder();
        RootKey key = RootKey.read(folder).orElseThrow(() -> EnvCommand.neverStarted(data));
        ClientSettings client =
                ClientSettings.read(folder).orElseThrow(() -> EnvCommand.neverStarted(data));
        PrintWriter out = spec.commandLine().getOut();
        out.println(client.api() + ConsoleRoute.PREFIX);
        out.println("  access key ID      " + key.accessKeyId());
        out.println("  secret access key  " + key.secretAccessKey());
        out.println("  region             " + client.region());
        out.flush();
        return 0;
    }
}
