package io.vedette.simulation;

import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One rule of the core, broken in the compiled class. A method is named by the beginning of its name, so that {@code
 * lambda$drive} means the lambdas in {@code drive} too.
 */
sealed interface Mutation {
    ClassDesc OPTIONAL = ClassDesc.of("java.util.Optional");

    /** Simple binary name of the class in the sentinel core, for example {@code Effect$Send}; of other cores the whole name. */
    String type();

    /** @param changes counts the places that were changed; none means that the mutation is out of date */
    ClassTransform transform(AtomicInteger changes);

    /** The method does nothing but answer this: 0 and 1 stand for false and true, and of a list or an Optional it is an empty one. */
    record Answers(String type, String method, int value) implements Mutation {
        @Override
        public ClassTransform transform(AtomicInteger changes) {
            return (builder, element) -> {
                if (element instanceof MethodModel model
                        && model.methodName().equalsString(method)
                        && !model.flags().has(AccessFlag.BRIDGE)) {
                    changes.incrementAndGet();
                    ClassDesc result = model.methodTypeSymbol().returnType();
                    builder.withMethodBody(
                            method, model.methodTypeSymbol(), model.flags().flagsMask(), code -> {
                                push(code, result, value);
                                code.return_(TypeKind.from(result));
                            });
                } else {
                    builder.with(element);
                }
            };
        }
    }

    /** In the method, a call of that name is not made; it is taken to have answered this. */
    record Call(String type, String method, String callee, int value) implements Mutation {
        @Override
        public ClassTransform transform(AtomicInteger changes) {
            return inCode(method, (code, element) -> {
                if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
                    changes.incrementAndGet();
                    popArguments(code, call);
                    if (call.opcode() != Opcode.INVOKESTATIC) {
                        code.pop();
                    }
                    push(code, call.typeSymbol().returnType(), value);
                } else {
                    code.with(element);
                }
            });
        }
    }

    /** In the method, a call of that name gives back what it was called on. */
    record Unchanged(String type, String method, String callee) implements Mutation {
        @Override
        public ClassTransform transform(AtomicInteger changes) {
            return inCode(method, (code, element) -> {
                if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
                    changes.incrementAndGet();
                    popArguments(code, call);
                } else {
                    code.with(element);
                }
            });
        }
    }

    /** In the method, of the list that a call of that name gives only one end is taken: {@code getFirst} or {@code getLast}. */
    record Only(String type, String method, String callee, String end) implements Mutation {
        @Override
        public ClassTransform transform(AtomicInteger changes) {
            return inCode(method, (code, element) -> {
                code.with(element);
                if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
                    changes.incrementAndGet();
                    MethodTypeDesc one = MethodTypeDesc.of(ConstantDescs.CD_Object);
                    code.invokeinterface(ConstantDescs.CD_List, end, one);
                    MethodTypeDesc of = MethodTypeDesc.of(ConstantDescs.CD_List, ConstantDescs.CD_Object);
                    code.invokestatic(ConstantDescs.CD_List, "of", of, true);
                }
            });
        }
    }

    /** In the method, of the last two arguments of a call of that name both are the last one. */
    record LastTwice(String type, String method, String callee) implements Mutation {
        @Override
        public ClassTransform transform(AtomicInteger changes) {
            return inCode(method, (code, element) -> {
                if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
                    changes.incrementAndGet();
                    code.swap();
                    code.pop();
                    code.dup();
                }
                code.with(element);
            });
        }
    }

    /** In the method, another method of the same shape is called instead. */
    record Instead(String type, String method, String callee, String other) implements Mutation {
        @Override
        public ClassTransform transform(AtomicInteger changes) {
            return inCode(method, (code, element) -> {
                if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
                    changes.incrementAndGet();
                    code.invoke(call.opcode(), call.owner().asSymbol(), other, call.typeSymbol(), call.isInterface());
                } else {
                    code.with(element);
                }
            });
        }
    }

    private static ClassTransform inCode(String method, CodeTransform transform) {
        return ClassTransform.transformingMethods(
                model -> {
                    String name = model.methodName().stringValue();
                    return name.equals(method) || name.startsWith("lambda$" + method + "$");
                },
                MethodTransform.transformingCode(transform));
    }

    private static void popArguments(CodeBuilder code, InvokeInstruction call) {
        MethodTypeDesc types = call.typeSymbol();
        for (int i = types.parameterCount() - 1; i >= 0; i--) {
            if (TypeKind.from(types.parameterType(i)).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
    }

    private static void push(CodeBuilder code, ClassDesc type, int value) {
        switch (TypeKind.from(type)) {
            case VOID -> {}
            case LONG -> code.loadConstant((long) value);
            case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.loadConstant(value);
            case REFERENCE -> {
                if (type.equals(ConstantDescs.CD_List)) {
                    code.invokestatic(ConstantDescs.CD_List, "of", MethodTypeDesc.of(ConstantDescs.CD_List), true);
                } else if (type.equals(OPTIONAL)) {
                    code.invokestatic(OPTIONAL, "empty", MethodTypeDesc.of(OPTIONAL));
                } else {
                    throw new IllegalArgumentException("cannot make a " + type.displayName());
                }
            }
            case FLOAT, DOUBLE -> throw new IllegalArgumentException("cannot make a " + type.displayName());
        }
    }
}
