package homeport.server.cli;

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

/** {@code proxy list}: DB proxies, where they listen, and how their targets are. */
@Command(name = "proxy", description = "List DB proxies: endpoints, targets and their health.")
final class ProxyCommand implements Callable<Integer> {
    private static final String LIST = "list";

    @Parameters(index = "0", paramLabel = "ACTION", description = "Of: list.")
    private String action;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        if (!action.equals(LIST))
            throw new ParameterException(
                    spec.commandLine(), "ACTION is %s, allowed: list.".formatted(action));
        List<Status.Proxy> proxies = data.service().status().proxies();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(proxies));
        else if (proxies.isEmpty()) out.println("There is no DB proxy.");
        else print(proxies, out);
        out.flush();
        return 0;
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
