package homeport.stack.api;

import homeport.aws.Call;
import homeport.stack.record.Exports;
import homeport.stack.record.StackRecord;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.model.Export;
import software.amazon.awssdk.services.cloudformation.model.ListExportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListExportsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListImportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListImportsResponse;

/** What stacks export, and who imports it. */
final class Exporting {
    private final Around around;

    Exporting(Around around) {
        this.around = around;
    }

    ListExportsResponse exports(Call call, ListExportsRequest request) {
        Page<Exports.Export> page =
                Page.of(around.store().exports().all(call.region()), request.nextToken());
        return ListExportsResponse.builder()
                .exports(
                        page.items().stream()
                                .map(one ->
                                        Export.builder()
                                                .exportingStackId(one.stackId())
                                                .name(one.name())
                                                .value(one.value())
                                                .build())
                                .toList())
                .nextToken(page.token())
                .build();
    }

    ListImportsResponse imports(Call call, ListImportsRequest request) {
        String name = request.exportName();
        if (around.store().exports().find(call.region(), name).isEmpty())
            throw Refusal.invalid("Export '%s' does not exist.", name);
        List<String> users =
                around.store().all(call.region()).stream()
                        .filter(StackRecord::alive)
                        .filter(one -> one.imports().contains(name))
                        .map(StackRecord::name)
                        .toList();
        if (users.isEmpty())
            throw Refusal.invalid("Export '%s' is not imported by any stack.", name);
        Page<String> page = Page.of(users, request.nextToken());
        return ListImportsResponse.builder().imports(page.items()).nextToken(page.token()).build();
    }
}
