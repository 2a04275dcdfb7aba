namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>Kernels of a layer type that have nothing in common; see <see cref="PhysicsTerms.KernelOf"/>.</summary>
[Flags]
public enum PhysicsKernel
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The one that most layers run on.</summary>
    Usual = 1,

    /// <summary>A convolution whose padding is not smaller than its kernel, as a matrix product.</summary>
    MatrixProduct = 2,
}
