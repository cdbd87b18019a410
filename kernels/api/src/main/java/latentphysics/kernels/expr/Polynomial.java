package latentphysics.kernels.expr;

import latentphysics.kernels.ElementType;

/**
 * Polynomials c₀ + c₁·x + … of the elementary functions. Each is the one through the function's
 * values at the Chebyshev points of its interval, rounded to the type: a test computes them again.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the arrays, and none is handed out
enum Polynomial {
  /** (eʳ − 1 − r)/r² in r, |r| ≤ ln(2)/2. */
  EXP(
      new double[] {0x1.0p-1, 0x1.5554dcp-3, 0x1.55551ap-5, 0x1.120b6cp-7, 0x1.6d1106p-10},
      new double[] {
        0x1.0000000000001p-1,
        0x1.5555555555556p-3,
        0x1.5555555553d64p-5,
        0x1.11111111109b4p-7,
        0x1.6c16c1788b646p-10,
        0x1.a01a01a7c3d59p-13,
        0x1.a019b90eefe8ep-16,
        0x1.71de0daf7a6ccp-19,
        0x1.2891834686c7ep-22,
        0x1.af38a71a18cb9p-26
      }),
  /** (2·atanh(s)/s − 2)/s² in s² ≤ 0.0295. */
  LOG(
      new double[] {0x1.55555cp-1, 0x1.997c1p-2, 0x1.2eebdap-2},
      new double[] {
        0x1.5555555555558p-1,
        0x1.99999999951f5p-2,
        0x1.2492492e0b70cp-2,
        0x1.c71c62c42db89p-3,
        0x1.7462be245eae3p-3,
        0x1.39fd25d62ab23p-3,
        0x1.2b6776a1bf0b9p-3
      }),
  /** (sin(r)/r − 1)/r² in r² ≤ 0.64. */
  SIN(
      new double[] {-0x1.555552p-3, 0x1.110bc8p-7, -0x1.9a96f8p-13},
      new double[] {
        -0x1.5555555555554p-3,
        0x1.1111111110a9dp-7,
        -0x1.a01a019e43442p-13,
        0x1.71de374494dfep-19,
        -0x1.ae5fb72fd005ap-26,
        0x1.5ded7634bacb2p-33
      }),
  /** (cos r − 1 + r²/2)/r⁴ in r² ≤ 0.64. */
  COS(
      new double[] {0x1.555554p-5, -0x1.6c1286p-10, 0x1.9baff2p-16},
      new double[] {
        0x1.5555555555555p-5,
        -0x1.6c16c16c168dcp-10,
        0x1.a01a019f2e74fp-16,
        -0x1.27e4f9eed5802p-22,
        0x1.1eeb3ef5846aap-29,
        -0x1.905ff8538dfd9p-37
      }),
  /** (atan(t)/t − 1)/t² in t² ≤ 1/4. */
  ATAN(
      new double[] {
        -0x1.555556p-2, 0x1.9998f2p-3, -0x1.247348p-3, 0x1.c2d782p-4, -0x1.51538ap-4, 0x1.5a2b0ep-5
      },
      new double[] {
        -0x1.5555555555554p-2,
        0x1.9999999998dc7p-3,
        -0x1.2492492404d83p-3,
        0x1.c71c7173fae64p-4,
        -0x1.745d0a99d91ep-4,
        0x1.3b128bfd32fbbp-4,
        -0x1.110025075dddcp-4,
        0x1.e0955a999ace7p-5,
        -0x1.a680f4658c711p-5,
        0x1.5ee9281016ed2p-5,
        -0x1.da5fdeb30e33ep-6,
        0x1.6d755fc1636f4p-7
      }),
  /** (asin(s)/s − 1)/s² in s² ≤ 1/4. */
  ASIN(
      new double[] {
        0x1.555554p-3, 0x1.33343p-4, 0x1.6d5bbap-5, 0x1.fd8da2p-6, 0x1.18f91ep-6, 0x1.13fed4p-5
      },
      new double[] {
        0x1.5555555555556p-3,
        0x1.3333333332ecap-4,
        0x1.6db6db6e31f13p-5,
        0x1.f1c71c1db0623p-6,
        0x1.6e8bb1c8209a2p-6,
        0x1.1c4d35cf95421p-6,
        0x1.c9cf07674736ap-7,
        0x1.782651caa6547p-7,
        0x1.52420b04b37bep-7,
        0x1.65a9c4dfcf8b2p-8,
        0x1.1d189408314eep-6,
        -0x1.e6aaa8a0a04ccp-7,
        0x1.d72b2bc8155f8p-6
      }),
  /** erf(x)/x − 1 in x² ≤ 1. */
  ERF(
      new double[] {
        0x1.06eba8p-3,
        -0x1.81273ep-2,
        0x1.ce2d1p-4,
        -0x1.b7fabap-6,
        0x1.54127p-8,
        -0x1.a45088p-11,
        0x1.4a569p-14
      },
      new double[] {
        0x1.06eba8214db68p-3,
        -0x1.812746b0379c1p-2,
        0x1.ce2f21a040f66p-4,
        -0x1.b82ce31203772p-6,
        0x1.565bccfa44156p-8,
        -0x1.c02db0665e53dp-11,
        0x1.f9a2be4f731a1p-14,
        -0x1.f4ca838adb73bp-17,
        0x1.b981d78881a5dp-20,
        -0x1.5c131500d3f88p-23,
        0x1.d76af6ca49787p-27,
        -0x1.ac9585a44fe29p-31
      }),
  /** log erfc(x) in x, 1 ≤ x ≤ 4 (float32) or 6. */
  LOG_ERFC(
      new double[] {
        0x1.b48d86p-12,
        -0x1.2173eep+0,
        -0x1.430c46p-1,
        -0x1.c6e1ap-4,
        0x1.bbffa4p-6,
        -0x1.4befb6p-8,
        0x1.67937p-11,
        -0x1.054c58p-14,
        0x1.bdd436p-19,
        -0x1.45ac78p-24
      },
      new double[] {
        0x1.980c299b7e4d4p-24,
        -0x1.20dd871c2824bp+0,
        -0x1.45f243dc84cc6p-1,
        -0x1.a509a32125f9ap-4,
        0x1.3a2f244ff83eep-6,
        0x1.ff2364b7097c2p-14,
        -0x1.9bd8a83de405fp-10,
        0x1.d387624559ff7p-12,
        0x1.cd9a7f667bc3cp-14,
        -0x1.64d7ef3178147p-13,
        0x1.998fc3b85a102p-14,
        -0x1.49b26a1277524p-15,
        0x1.a1d571a77e27cp-17,
        -0x1.b22e9210a59f2p-19,
        0x1.781c04415af2ap-21,
        -0x1.1113dc3b9670cp-23,
        0x1.4bf681503a049p-26,
        -0x1.4fb61d42320fdp-29,
        0x1.174911538e677p-32,
        -0x1.77cb09f61f341p-36,
        0x1.8eb58797d7ae8p-40,
        -0x1.40ff16317d7c1p-44,
        0x1.7078a0213ffbap-49,
        -0x1.0c897000ed8c7p-54,
        0x1.75649084e1011p-61
      }),
  /** exp(x²)·erfc(x)·(x + 4) in (x − 4)/(x + 4), 0 ≤ x ≤ 10.1 (float32) or 27.3. */
  SCALED_ERFC(
      new double[] {
        0x1.18932cp+0,
        -0x1.f3fe32p-1,
        0x1.8be208p-1,
        -0x1.14eabap-1,
        0x1.52c9fep-2,
        -0x1.6465cep-3,
        0x1.38e83p-4,
        -0x1.aea5c8p-6,
        0x1.946a1ap-8,
        -0x1.dd46dcp-12,
        -0x1.99bceap-11
      },
      new double[] {
        0x1.18932bf08e154p+0,
        -0x1.f3fe31ecb49cp-1,
        0x1.8be202d26c70ap-1,
        -0x1.14eacb1ad02bfp-1,
        0x1.52cac2370ff85p-2,
        -0x1.645fd8a4c04e3p-3,
        0x1.38dbd2c8ec0fap-4,
        -0x1.b00c052a14539p-6,
        0x1.908f471da9359p-8,
        -0x1.269b56e636abfp-12,
        -0x1.dd2842b298115p-12,
        0x1.72cddb3cf91fbp-13,
        -0x1.e7ede3ac30415p-19,
        -0x1.3c744a1794d21p-16,
        0x1.3b0f87e4c2b7ep-18,
        0x1.7f09a5b300b78p-20,
        -0x1.c677812a4c40ep-21,
        -0x1.541233210a00dp-24,
        0x1.0a8fabf883843p-23,
        0x1.ec9ba00cfaa3cp-29,
        -0x1.05a8abd07690ap-26,
        -0x1.8d4415f8909a6p-31,
        0x1.e47b7cdb21b0dp-31
      });

  private final double[] single;
  private final double[] twice;

  Polynomial(double[] single, double[] twice) {
    this.single = single;
    this.twice = twice;
  }

  /** Coefficients, the constant one first. */
  double[] coefficients(ElementType type) {
    return (type == ElementType.FLOAT32 ? single : twice).clone();
  }

  /** The value at x, by Horner's rule. */
  Expr at(Expr x, ElementType type) {
    double[] c = type == ElementType.FLOAT32 ? single : twice;
    Expr sum = Expr.constant(c[c.length - 1]);
    for (int k = c.length - 2; k >= 0; k--) {
      sum = sum.fma(x, Expr.constant(c[k]));
    }
    return sum;
  }
}
