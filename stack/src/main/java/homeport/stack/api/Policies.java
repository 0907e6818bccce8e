package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.stack.record.StackRecord;
import homeport.stack.record.StackStore;
import software.amazon.awssdk.services.cloudformation.model.GetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.GetStackPolicyResponse;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Stack policies: kept and shown; updates are not held against them. */
final class Policies {
    private static final int BYTES_MAX = 16_384;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Around around;

    Policies(Around around) {
        this.around = around;
    }

    /**
     * @throws AwsException {@code ValidationError}: it is no policy
     */
    static void check(String body) {
        if (body.length() > BYTES_MAX)
            throw Refusal.invalid("The stack policy has more than %d bytes.", BYTES_MAX);
        try {
            if (JSON.readTree(body).path("Statement").isContainer()) return;
        } catch (JacksonException notJson) {
            throw Refusal.invalid("Error validating stack policy: it is not JSON.");
        }
        throw Refusal.invalid("Error validating stack policy: it has no Statement.");
    }

    static void set(StackStore store, StackRecord stack, String body) {
        check(body);
        store.change(stack, (record, more) -> record.settings(record.settings().policy(body)));
    }

    SetStackPolicyResponse set(Call call, SetStackPolicyRequest request) {
        if (request.stackPolicyURL() != null) throw Refusal.unsupported("StackPolicyURL");
        if (request.stackPolicyBody() == null)
            throw Refusal.invalid("StackPolicyBody must be specified.");
        set(around.store(), stack(call, request.stackName()), request.stackPolicyBody());
        return SetStackPolicyResponse.builder().build();
    }

    GetStackPolicyResponse get(Call call, GetStackPolicyRequest request) {
        return GetStackPolicyResponse.builder()
                .stackPolicyBody(stack(call, request.stackName()).settings().policy().orElse(null))
                .build();
    }

    private StackRecord stack(Call call, String name) {
        return around.find(call, name).orElseThrow(() -> Refusal.noStackWithId(name));
    }
}
