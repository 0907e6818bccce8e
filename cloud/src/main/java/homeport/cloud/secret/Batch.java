package homeport.cloud.secret;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Permission.Asked;
import homeport.aws.Permission.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Several values at once, each as though it had been asked for alone. */
final class Batch {
    private static final int PAGE_DEFAULT = 20;

    private final SecretStore secrets;
    private final Reading reading;

    Batch(SecretStore secrets, Reading reading) {
        this.secrets = secrets;
        this.reading = reading;
    }

    /** What cannot be read is told beside what can. */
    BatchGetSecretValueResponse values(Call call, BatchGetSecretValueRequest request) {
        boolean listed = !request.secretIdList().isEmpty();
        if (listed == !request.filters().isEmpty())
            throw Refusal.parameter("You must provide either SecretIdList or Filters, not both.");
        List<String> ids = request.secretIdList();
        Optional<String> next = Optional.empty();
        if (!listed) {
            var page = filtered(call, request);
            ids = page.items().stream().map(Secret::arn).toList();
            next = page.nextToken();
        }
        List<SecretValueEntry> values = new ArrayList<>();
        List<APIErrorType> errors = new ArrayList<>();
        for (String id : ids) {
            try {
                values.add(value(call, id));
            } catch (AwsException refused) {
                errors.add(
                        APIErrorType.builder()
                                .secretId(id)
                                .errorCode(
                                        refused.code().equals("AccessDenied")
                                                ? "AccessDeniedException"
                                                : refused.code())
                                .message(refused.getMessage())
                                .build());
            }
        }
        var response = BatchGetSecretValueResponse.builder().secretValues(values).errors(errors);
        next.ifPresent(response::nextToken);
        return response.build();
    }

    private Page<Secret> filtered(Call call, BatchGetSecretValueRequest request) {
        var found =
                secrets.all(call.region(), call.now()).stream()
                        .filter(secret -> secret.deletion().isEmpty())
                        .filter(new SecretFilters(request.filters())::match)
                        .toList();
        return Page.of(
                found,
                secret -> Page.sortKey(secret.created(), secret.name()),
                false,
                Optional.of(Optional.ofNullable(request.maxResults()).orElse(PAGE_DEFAULT)),
                Optional.ofNullable(request.nextToken()));
    }

    private SecretValueEntry value(Call call, String id) {
        var one = GetSecretValueRequest.builder().secretId(id).build();
        call.permission()
                .check(call, new Asked("secretsmanager", "GetSecretValue", one, Origin.SAME));
        var answer = reading.value(call, one);
        return SecretValueEntry.builder()
                .arn(answer.arn())
                .name(answer.name())
                .versionId(answer.versionId())
                .versionStages(answer.versionStages())
                .createdDate(answer.createdDate())
                .secretString(answer.secretString())
                .secretBinary(answer.secretBinary())
                .build();
    }
}
