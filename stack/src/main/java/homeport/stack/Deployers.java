package homeport.stack;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.stack.type.Api;
import java.util.Optional;

/** As whom stacks are deployed, now and after a restart. */
public interface Deployers {
    /**
     * Who asks, or the role that is to be taken, in a form that can be kept on record.
     *
     * @throws AwsException {@code ValidationError}: there is no such role, or it is not for
     *     CloudFormation to take
     */
    String principal(Call call, Optional<String> roleArn);

    /** The services as that principal may call them at that moment. */
    Api api(String principal, String region);
}
