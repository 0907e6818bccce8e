package homeport.control.parameter;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/**
 * A value that follows the instance: {@code LEAST({DBInstanceClassMemory/9531392},5000)}.
 *
 * <p>Shape: numbers, variables, {@code *} and {@code /} (left to right, divisor a number), braces
 * with or without a dollar sign around an expression, and the functions GREATEST, LEAST, SUM, IF
 * and log. Quotients and factors are truncated to whole numbers; log is to base 2. Source: RDS user
 * guide, "Specifying DB parameters".
 */
sealed interface Formula {
    /**
     * @throws IllegalArgumentException the text is no formula; the message says where
     */
    static Formula parse(String text) {
        return new FormulaParser(text).parse();
    }

    /** A text that is meant as a formula, be it right or wrong. */
    static boolean looksLike(String text) {
        return text.contains("{") || text.contains("(");
    }

    /** May be minus infinity (log of nothing); never NaN. */
    double evaluate(Variables variables);

    record Number(double value) implements Formula {
        @Override
        public double evaluate(Variables variables) {
            return value;
        }
    }

    record Reference(Variable variable) implements Formula {
        @Override
        public double evaluate(Variables variables) {
            return variables.of(variable);
        }
    }

    record Product(Formula left, Formula right) implements Formula {
        @Override
        public double evaluate(Variables variables) {
            double one = whole(left.evaluate(variables));
            double other = whole(right.evaluate(variables));
            return one == 0 || other == 0 ? 0 : one * other;
        }
    }

    /**
     * @param divisor above zero
     */
    record Quotient(Formula dividend, double divisor) implements Formula {
        @Override
        public double evaluate(Variables variables) {
            return whole(dividend.evaluate(variables) / divisor);
        }
    }

    /**
     * @param arguments as many as the function takes
     */
    record Application(Function function, List<Formula> arguments) implements Formula {
        public Application {
            arguments = List.copyOf(arguments);
        }

        @Override
        public double evaluate(Variables variables) {
            double[] values =
                    arguments.stream()
                            .mapToDouble(argument -> argument.evaluate(variables))
                            .toArray();
            return function.apply(values);
        }
    }

    private static double whole(double value) {
        return value < 0 ? Math.ceil(value) : Math.floor(value);
    }

    /** What a formula may ask of an instance. */
    enum Variable {
        DB_INSTANCE_CLASS_MEMORY("DBInstanceClassMemory"),
        DB_INSTANCE_VCPU("DBInstanceVCPU"),
        ALLOCATED_STORAGE("AllocatedStorage"),
        END_POINT_PORT("EndPointPort"),
        TRUE_IF_REPLICA("TrueIfReplica");

        private final String text;

        Variable(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    @FunctionalInterface
    interface Variables {
        double of(Variable variable);
    }

    enum Function {
        GREATEST(2, 8),
        LEAST(2, 8),
        SUM(2, 8),
        IF(3, 3),
        LOG(1, 1);

        private final int argumentsMin;
        private final int argumentsMax;

        Function(int argumentsMin, int argumentsMax) {
            this.argumentsMin = argumentsMin;
            this.argumentsMax = argumentsMax;
        }

        boolean takes(int arguments) {
            return arguments >= argumentsMin && arguments <= argumentsMax;
        }

        static Function of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        private double apply(double[] values) {
            return switch (this) {
                case GREATEST -> fold(values, Math::max);
                case LEAST -> fold(values, Math::min);
                case SUM -> fold(values, Double::sum);
                case IF -> values[0] != 0 ? values[1] : values[2];
                case LOG -> Math.log(Math.max(0, values[0])) / Math.log(2);
            };
        }

        private static double fold(double[] values, DoubleBinaryOperator two) {
            double all = values[0];
            for (int i = 1; i < values.length; i++) all = two.applyAsDouble(all, values[i]);
            return all;
        }
    }
}
