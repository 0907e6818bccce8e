package homeport.cloud.cloudwatch.dashboard;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.cloudwatch.Refusal;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardResponse;
import tools.jackson.databind.json.JsonMapper;

/** Dashboards of the account, {@code /dashboard/<name>}; they have no region, as in AWS. */
public final class Dashboards {
    private static final String PREFIX = "/dashboard/";
    private static final int BODY_BYTES_MAX = 262_144;
    private static final int ALL_BYTES_MAX = 16 << 20;
    private static final int PAGE = 1000;
    private static final int DELETED_MAX = 100;
    private static final int ERRORS_TOLD_MAX = 10;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;

    /** As it was put. */
    record Dashboard(String name, String body, Instant modified) {}

    public Dashboards(Store store) {
        this.store = store;
    }

    /** Adds the actions of dashboards to CloudWatch's. */
    public Service register(Service service) {
        return service.on("PutDashboard", PutDashboardRequest::builder, this::put)
                .on("GetDashboard", GetDashboardRequest::builder, this::get)
                .on("ListDashboards", ListDashboardsRequest::builder, this::list)
                .on("DeleteDashboards", DeleteDashboardsRequest::builder, this::delete);
    }

    private PutDashboardResponse put(Call call, PutDashboardRequest given) {
        String name = name(given.dashboardName());
        int size = given.dashboardBody().getBytes(StandardCharsets.UTF_8).length;
        if (size > BODY_BYTES_MAX)
            throw invalid(
                    "The dashboard body has %d bytes, allowed %d.".formatted(size, BODY_BYTES_MAX));
        Body body = Body.check(given.dashboardBody());
        if (!body.errors().isEmpty())
            throw invalid(
                    "The field DashboardBody is not valid, there are %d errors: %s"
                            .formatted(
                                    body.errors().size(),
                                    body.errors().stream()
                                            .limit(ERRORS_TOLD_MAX)
                                            .map(one -> one.dataPath() + ": " + one.message())
                                            .collect(Collectors.joining("; "))));
        room(name, size);
        Dashboard made = new Dashboard(name, given.dashboardBody(), call.now());
        store.commit(List.of(Op.put(PREFIX + name, JSON.writeValueAsBytes(made))));
        return PutDashboardResponse.builder().dashboardValidationMessages(body.warnings()).build();
    }

    private void room(String name, int size) {
        long held =
                store.list(PREFIX).entries().stream()
                        .filter(entry -> !entry.key().equals(PREFIX + name))
                        .mapToLong(entry -> entry.value().length)
                        .sum();
        if (held + size > ALL_BYTES_MAX)
            throw invalid(
                    "All dashboards would have %d bytes, allowed %d. Delete some."
                            .formatted(held + size, ALL_BYTES_MAX));
    }

    private static String name(String name) {
        if (name == null || !NAME.matcher(name).matches())
            throw invalid(
                    "The field DashboardName must have 1 to 255 letters, digits, hyphens and underscores.");
        return name;
    }

    private static AwsException invalid(String why) {
        return new AwsException("InvalidParameterInput", why);
    }

    private static AwsException unknown(String name) {
        return new AwsException("ResourceNotFound", "Dashboard %s does not exist".formatted(name));
    }

    private GetDashboardResponse get(Call call, GetDashboardRequest given) {
        if (!NAME.matcher(given.dashboardName()).matches())
            throw Refusal.value(given.dashboardName(), "DashboardName");
        Dashboard found =
                store.get(PREFIX + given.dashboardName())
                        .map(Dashboards::read)
                        .orElseThrow(() -> unknown(given.dashboardName()));
        return GetDashboardResponse.builder()
                .dashboardArn(arn(call, found))
                .dashboardName(found.name())
                .dashboardBody(found.body())
                .build();
    }

    private ListDashboardsResponse list(Call call, ListDashboardsRequest given) {
        String prefix = Optional.ofNullable(given.dashboardNamePrefix()).orElse("");
        String after = Optional.ofNullable(given.nextToken()).map(Dashboards::decode).orElse("");
        List<Dashboard> rest =
                store.list(PREFIX).entries().stream()
                        .map(Dashboards::read)
                        .filter(one -> one.name().startsWith(prefix))
                        .filter(one -> one.name().compareTo(after) > 0)
                        .limit(PAGE + 1)
                        .toList();
        List<Dashboard> page = rest.subList(0, Math.min(PAGE, rest.size()));
        return ListDashboardsResponse.builder()
                .dashboardEntries(page.stream().map(one -> entry(call, one)).toList())
                .nextToken(rest.size() > PAGE ? encode(page.getLast().name()) : null)
                .build();
    }

    /** All of them or none. */
    private DeleteDashboardsResponse delete(Call call, DeleteDashboardsRequest given) {
        List<String> names = given.dashboardNames().stream().distinct().toList();
        if (names.isEmpty()) throw Refusal.missing("DashboardNames");
        if (names.size() > DELETED_MAX)
            throw Refusal.value(
                    "DashboardNames has %d names, allowed %d."
                            .formatted(names.size(), DELETED_MAX));
        for (String name : names)
            if (!NAME.matcher(name).matches() || store.get(PREFIX + name).isEmpty())
                throw unknown(name);
        store.commit(names.stream().map(name -> Op.delete(PREFIX + name)).toList());
        return DeleteDashboardsResponse.builder().build();
    }

    private static DashboardEntry entry(Call call, Dashboard one) {
        return DashboardEntry.builder()
                .dashboardName(one.name())
                .dashboardArn(arn(call, one))
                .lastModified(one.modified())
                .size((long) one.body().getBytes(StandardCharsets.UTF_8).length)
                .build();
    }

    private static String arn(Call call, Dashboard one) {
        return "arn:aws:cloudwatch::" + call.account() + ":dashboard/" + one.name();
    }

    private static Dashboard read(Store.Entry entry) {
        return JSON.readValue(entry.value(), Dashboard.class);
    }

    private static String encode(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.nextToken();
        }
    }
}
