package homeport.cloud.cloudwatch.math;

import java.util.List;

/** An expression as read. */
sealed interface Node {
    record Number(double value) implements Node {}

    /** The id of another query of the request, or a word that a function knows. */
    record Name(String name) implements Node {}

    record Quoted(String text) implements Node {}

    record Bracket(List<Node> items) implements Node {
        public Bracket {
            items = List.copyOf(items);
        }
    }

    record Call(String function, List<Node> arguments) implements Node {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Unary(String operator, Node of) implements Node {}

    record Binary(String operator, Node left, Node right) implements Node {}
}
