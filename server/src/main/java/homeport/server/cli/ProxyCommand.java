package homeport.server.cli;

import homeport.server.PinnedRow;
import homeport.server.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code proxy list}: DB proxies, where they listen, and how their targets are. {@code proxy pins
 * NAME}: whose session is pinned, why, and what to do instead.
 */
@Command(
        name = "proxy",
        description = "List DB proxies, or say why sessions of one of them are pinned.")
final class ProxyCommand implements Callable<Integer> {
    private static final String LIST = "list";

    private static final String PINS = "pins";

    @Parameters(index = "0", paramLabel = "ACTION", description = "Of: list, pins.")
    private String action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The DB proxy, for pins.")
    private String name;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        if (action.equals(PINS)) return pins();
        if (!action.equals(LIST))
            throw new ParameterException(
                    spec.commandLine(), "ACTION is %s, allowed: list, pins.".formatted(action));
        List<Status.Proxy> proxies = data.service().status().proxies();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(proxies));
        else if (proxies.isEmpty()) out.println("There is no DB proxy.");
        else print(proxies, out);
        out.flush();
        return 0;
    }

    private int pins() throws IOException, CommandFailed {
        if (name == null)
            throw new ParameterException(spec.commandLine(), "pins needs the NAME of a DB proxy.");
        List<PinnedRow> rows = data.service().pins(name);
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(rows));
        else if (rows.isEmpty()) out.println("No session of " + name + " is pinned.");
        else rows.forEach(row -> print(row, out));
        out.flush();
        return 0;
    }

    private static void print(PinnedRow row, PrintWriter out) {
        out.println(
                "client %d, %s@%s, holds connection %d for %s s"
                        .formatted(
                                row.client(),
                                row.user(),
                                row.database(),
                                row.server(),
                                row.heldMillis() / 1000));
        for (PinnedRow.Because because : row.reasons()) {
            out.println("  " + because.reason());
            out.println("    " + because.count() + " x " + because.digest());
            out.println("    Instead: " + because.advice());
        }
    }

    private static void print(List<Status.Proxy> proxies, PrintWriter out) {
        table(proxies, out);
        if (proxies.stream().allMatch(proxy -> proxy.targets().isEmpty())) return;
        out.println();
        Table table = new Table("PROXY", "TARGET", "ROLE", "HEALTH", "REASON", "DESCRIPTION");
        for (Status.Proxy proxy : proxies)
            for (Status.ProxyTarget row : proxy.targets())
                table.row(
                        proxy.name(),
                        row.identifier(),
                        row.role(),
                        row.state(),
                        row.reason(),
                        row.description());
        table.print(out);
    }

    /** One row for each endpoint. */
    static void table(List<Status.Proxy> proxies, PrintWriter out) {
        Table table =
                new Table("PROXY", "ENDPOINT", "ROLE", "STATUS", "ADDRESS", "TARGET", "PROBLEM");
        for (Status.Proxy proxy : proxies)
            for (Status.ProxyEndpoint row : proxy.endpoints())
                table.row(
                        proxy.name(),
                        row.name(),
                        row.role(),
                        row.status(),
                        row.address() + ":" + row.port(),
                        proxy.target(),
                        row.problem());
        table.print(out);
    }
}
