package latentphysics.kernels;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.util.function.Consumer;

/**
 * Classes that are written at run time: one public method, no fields, no name that others could
 * use.
 */
public final class HiddenClass {
  private HiddenClass() {}

  /**
   * An instance of a new class that implements an interface of one method.
   *
   * @param where package and access rights of the new class
   * @param type the interface
   * @param method its method's name
   * @param signature its method's parameters and result
   * @param body writes the method; local 0 is the instance
   * @throws LinkageError if the class cannot be defined
   */
  public static <T> T implement(
      MethodHandles.Lookup where,
      Class<T> type,
      String method,
      MethodTypeDesc signature,
      Consumer<CodeBuilder> body) {
    ClassDesc self = ClassDesc.of(where.lookupClass().getPackageName(), type.getSimpleName());
    byte[] bytes =
        ClassFile.of()
            .build(
                self,
                c ->
                    c.withInterfaceSymbols(ClassDesc.of(type.getName()))
                        .withFlags(AccessFlag.FINAL)
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            code ->
                                code.aload(0)
                                    .invokespecial(
                                        ConstantDescs.CD_Object,
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody(method, signature, ClassFile.ACC_PUBLIC, body));
    try {
      // By the new class's own rights: it is private to the package of its writer.
      MethodHandles.Lookup inside = where.defineHiddenClass(bytes, true);
      MethodHandle constructor =
          inside.findConstructor(inside.lookupClass(), MethodType.methodType(void.class));
      return type.cast(constructor.invoke());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("a generated class cannot be instantiated", e);
    }
  }
}
