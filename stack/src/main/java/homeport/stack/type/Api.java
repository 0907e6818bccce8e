package homeport.stack.type;

import homeport.aws.AwsException;
import tools.jackson.databind.node.ObjectNode;

/** The services' actions, called as whoever deploys the stack may. */
@FunctionalInterface
public interface Api {
    /**
     * @param service as models are named: {@code rds}, {@code ec2}
     * @param action as the model spells it: {@code CreateDBInstance}
     * @param request members as the model names them; numbers and booleans may be text, as in
     *     templates
     * @return members as the model names them, those that are set
     * @throws AwsException what the service says; {@code AccessDenied} when it may not be called
     */
    ObjectNode call(String service, String action, ObjectNode request);
}
