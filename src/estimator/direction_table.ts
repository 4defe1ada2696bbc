/**
 * The primitive polynomials and first direction numbers of Joe & Kuo for dimensions 2 to 481 of Sobol's sequence, of degrees up
 * to 12 (Joe & Kuo 2008, "Constructing Sobol sequences with better two-dimensional projections"; their file
 * new-joe-kuo-6.21201, which is free for any use). Bits in base 64, one dimension after the other, the leading bit first: for a
 * degree of s the s − 1 inner coefficients of the polynomial, then m₂ … m_s without their last bit, which is 1, mₜ in t − 1 bits.
 */
// deno-fmt-ignore
export const directionBits =
  "2QJM2JKESJ3ZtANBXsvDYeGj0qE24mOYrTszKU+B9s+YnzHiHOOL5GgMaOmSOqcW+PVVmjzmImifeBIEHTJdlMxylO1gbq5bpGUJai3SuA3DYe" +
  "97cbzH1Q7QHT+Zj0V3/r7AtKpZviaXaxhF79FoLMecfAnZQSUHM0UlR05x6ELLkOlyTo43rz7G1CFfhwwg3Vyxn7hCSPnFv/dXopatQgjLkL1u" +
  "8NtEGwQiEAomWCqxaLDns/kZFVD7RbLFUdhztS9ebKA78079NMRuNwbPvvKTtbztjFA+Oy6auAQxa198kkp1RuJ6FRSg1AFBUnrHB97VfBKgyg" +
  "VbO8w3/zXqC/YtP2ckE+v3ZoTt6XmQbVY11b9XoIDDaKx8PDnIMQiZTrRnV4qB2v/xiPx32lWYkUQC58SpgouDhk+dFMukZwp6t74yh63RcMnT" +
  "mwYu3yPRtSrFo2JbZ8ywvOK55Qx43gv55mmsB8IAISSL3Hnepwbx2mZbVB19ykol4a7jrRqZ2U5TFQN4Tub/OIXmrqYTcils7LpaW4fPHG6g/u" +
  "/0SUSzps/a+kg9SQJOQkuLe5Qa0U3/6G8wnGg6/jZKwsclw+Fqexl9JhEIJcBvlPQyk/UiAj/xyrPiiK40wS/wVDFHSMBOfxDXwL426kPzmqHq" +
  "XbLpzzcniWAuET+27n1+g6kNJhIzjUwEZt98jgmqkiT/Pq1tE0xw3IZ3DYU8HRtFmt4lCpGVnacRlX21rQiBclrxfIYyXHWEbF7mt2TmPUqlTK" +
  "pyWWi+8kPHOGhoCzi9ZKXH2WDptDJnlWVPz0FZn33C+kKB+H6csys56mISZwby7mJIVIDuhW4gYlNU/tO3aY2zH+VgxgpD8sMmo+JJOk3H4e0W" +
  "JaXv7i+g8Z4RbgL4wC5+fmxGTbL6JGaWfuIma1TmyEtQAbANiIC3ezrS3uMaDVa7fhYlSj7rL9Wvk1d/ocWewzgf5zcdwT1528+sgWFRJJzLs5" +
  "cQO9PH9NGUyQfJLpdN2CbfllJtUIDNsUWzdZPfHYa+Jdivyk/1+rt9VNnpbH6uNsntYyMAOTLrKmk16exbI+d9cFfa5U/RUTz/y89F/Mu2v4GY" +
  "R2OZZwCv3HD04EJ1AX6K66h28RjBVc0bclk1LkCyyoMh5MWswI4A9DrXuxNoYvRATdrGzRwyN0I64u2EGBx3lPCN0vcFD2xYrZngCA6I0Y5DsD" +
  "XnCwSitBxzlb21wn344L+i739xUgYm2DRF4ECw4IziiHo2xGdzMe7DjjDWNDNnVhNijcIcCW0+97rHWo5nm6V2td4ex1F1m0uFGNtD1+QmpALa" +
  "ruIbhKx8k6X8qRN2ACG9auD8kgLkJuhuBpRKE+5kTNxT2Cd6LZBPtp9+E8wEVxu0xcxKJllqw6MimEUnKMtGaxtQAqCmd3kiid/pW49wYQp3GA" +
  "y5q5V41/qd+l1+gikY94JYL/Z+ILuXYjeYI8V/vkJYhgxx7GVjJUlkpq/PMqUQXInzW9s2SyKgaxm5/Lasu4MOzOOHmFTQUvjEdjWloZclR0s8" +
  "osFBgFI2wx9xKfhNm1uK0AMXXdUbSh/IGAs+IqkrUpQn1EZBihRbEhUFV5CHHFUJFGUZ1iT3WdqSSKpzP5TLPkwb3bG8sFV8psjNFjO+lalTyY" +
  "IdR5wuwwn7ZFgYXi8u5QoKjegMQXNakKDK+mctRsVOuCRt4oqbBKmaHsemt5AYVUPP40nrGR2rKq1bQEaNIhWkkDl9sV7kq1D1+piMXam1vW0n" +
  "hV/spILpFqSN5NHbDXdFu/fWGJ7IvF7NYaYXlXlfd7qi1376PzA60Egn8MtMWEed/AgLfvysQ+Jz5mmJz7ZlyWF1fzm/Ez6lN83oQrVxoEkTqx" +
  "n79bTSkywFkq2wXWsIZdS6RNAJNePjJv1N2YYbIyHNl39Mf029nfEZ+nVvlvvzfZXuFSlLh/YKPO+rdTHFppkpEPUGQuSIoIAQKpELcpGTEFb1" +
  "5F+6+zEqk+mJjZ24CylAYUpvbvHzx21x1z+Hk40kEiiLwyPbP6yQXlIkNe55TwKVzTs++eZ7kDy7/7h9tDUsHxmAlUC82aTd/7meIGNDMlwQ89" +
  "oQZZPSidSEhHg9j4E0zqep/FYJGdU2Ku9eMApC1CMNe9cazJS1orDBOI5RPHMIjOcJyE1FVy3xEV6kTeve33wHp3JfkDFuH5U8+TVlKIYDh8xc" +
  "nD/QanENYHJZx0aOggQlcS/N6Wo6GBH+mN7xczEfvJvMyuJOHynXN2aaqL+o7wYrs1G4/ASw4ZYJxS8sudi3X9ToKizucyCLsntVa79JmCzrQL" +
  "QK15VfSGyhxRV9BypXb1HZJNBRhEtlaTbMDu+EhH5UtCi6rQuhAYqDWViA05K+/UcTiKaBypgiqgChAqN7Ad9WBpGZWlqAMqxTgDOJXyszVvfc" +
  "qrjvD1triM97tpBtjzZLsaR2QOq0Gz5A/WIJI1ENqErQA5JoOArdQ221DNaVc29rkV79S0NfuRegXfa82bnddojlmzhpPW7alJlQ4uRCt4EPb+" +
  "Mo2vHrzrCD6QkVWm31s82upMMXawJb0YBmtLeHhzAStXbh9jXEPMFoiKOvbOJ+/UbQG/w+sVfCB/RQfpg4zUWkLH3OfDxx0/dj+Q5dTka8iayJ" +
  "26hDJfAiy4fGo/GVZ1pKadqxO8vzd+yL7lPV5xRkYIOTYD7z3uYCzBaeHzn1ShOXeYQV/QD61rZweft2kl1ZmSrp4tNPDMw/mGxvraiVMHHO7D" +
  "E512wZmHlyzQZs/Jy1mAaGxbbmTpaUSHpN28qGPRRkssjd8c3ZyZg8LtcKjmdT+TymX4xk/EmeSVoXzHF50mO5r5vmytXOY9wt4/XCrduF7/O2" +
  "u1P3Nwixvui9tCAZ3fyCHx7oB6rCFPzMf4IO4sHePI/PyCSLKDFNSmPlwnxN7AI0/fNt1fHJdSohemcn8k3CVCo9bkerYXJnmZ7WKpjXCusLj5" +
  "vJhyJeK+Pf06lEqbz/aGPy5w+ykuEUpfpmSroSGU3DBS2PfKEdl9054DSAb51b6YC4LoHt9w1g7jeViAoPrT1lT2cjOfYgmKv1QSh6Gdx+Bodr" +
  "Be0/8EKDADrud+tgtbczLcIN3eWqygIz0fcR5rya2sHU7XpQkcWKaJY2I8USROwkBKtnf9FBmCnjd3q9/XXB+AFXtXGRH+YZCcmLAfkhpJOBpL" +
  "uEWqzR5vnsLWZnwwqrUv9veZF4lBs2drzIhmBBbfjsD63wQx2JqEsHfIx4bRskqMwGQawoj6JgVr/XUjdu84erNBEogpHj1RDvH6QU+diZiY7a" +
  "eJwBHW4E5IL8onjlgelZJ+DQlql5APPoEVw0Ydon7isktQsC3nIB/IeVd0pZfYhImlTyoElDDupE/rZ0MvUiGOv9gSEQCxtfxMgaaEldMfr2to" +
  "Zx8z63kzAXxrEz+xe4JSTEDgCpph+rqPUySSx/jcDCBFcwlr9V0nMpaE2NMN2o8rOjsePZvvVGZModTffdXlvdpp+pAYf9+64S4N9A6GMCnysf" +
  "F4a/UUNhHd2cTN5XdbonKVRKUFleJlvRdjJlETGR9wyOjPOamFBQC5vW9HUk23YZTHOTJKUyLPA8HfYz0aUrFwbXkSxOiZOppSrheP+Iv1+RUP" +
  "LOh+TXclbM2o7jgkUdCLokJ9U00EXhWwD8hC6yc5k3Rlj4rEi1xbKt7NALxM1sLrwuQyWle6Q6TXcIC2IHbD25nivWK+skautjaLhglGofYEb9" +
  "8QmTI0KeK2e2ZxkPmVH2QPRLAsSWmssaJKXJ8RUWyCakEXwvkc1yrmi14U7IpfyGAdbNxW6zHPwYEGMbzjKd+1VcQ/BhnXQnGXm2s9TfBfOilY" +
  "+qgaSe+dWd1cotvIC/ChVc8S2skWL7qTv5h62msqwI8elK7L2dWJQKT+4Fra3vk74X9hqaKCevgvTl6jRt4+o6hWp83Q0/k5smBC6rTaxtPqfr" +
  "lCJFiM+F7uhm408S34RS1zUc07EYuHd5JRXWu1npR398zqaIk88L+ka2yDBi6pCtXBJrsspMW4mH3QuUE0tFRLTvk/J0srrVnJoeM7InZew2A8" +
  "6XQAFo3zFwOux1zCl6yomxF/GN8b+gFK9N5CdNjw9KnuVqclhQm/auLW0/s5/QJ3lGttqu1Z5ltNufpjjOtf0NKq7J0bZroh9orz7KHOUd1yHH" +
  "RlDw5Ke967zFimlKS1oMr7X/WtRfAa87dAnV//K0KA9YzcSUv6/Vw68bDvzk+Wgar0wlwN9xY8hd9YXGpbiPG4ypWuxNcFZdcZfuru1j1Lnjaq" +
  "3kGLxbVx9g9H6QfcbXXIVIUl6gDkp8yumu1vs9yzydPXd+rOoD3fl9DUq8G2+LcjzOn3ed6fy7koF/GymOsBK+dMYrPxlKdYIUk16z/H9c27wW" +
  "l9hDhal6HyPhOmT8XWx6UE4XExDOciv5iQyIeQ51G1/6QIvWL8n30YS9ZqEGBTZS9ORTvIJ2eoWy6nEOeSUS/1EXmJcsTTb9gfAdjMnJ7qKWUH" +
  "1llOZyKtyKY/Hi3b88l1Pq+qCQztWaDGB7mFzUBboB0jyrl6BG0dcG1qFlSKoE4Ac6ZvVAVHPZSSVD9SmrWNALyeLACq4ddcEeS2wBuoAMbCpk" +
  "LYpUpeihE2IMaokN14p8jnwpulkFarTHRo3hmWCoZOhFLOAnFzXm2B679HfsuRPpyhO1tgpvD8oSm1I9oWqvKL5n0Bm6OzkyPfvzmsQkYhMqHo" +
  "3To5XVroSCpmiTHcbKJMA4inmsWfEMOOEgwHiA5I+NlD6yCEpTUPd8nNOAQqealJsX7jVHG8X5wV7rH5hBhmjxWFu0dv3QlXXBxNQMGOvvaiGw" +
  "JwHm7my/kk53AcgmIh8z";

/** How many dimensions there are of degrees 1, 2, 3, …, in this order. */
export const dimensionsOfDegree = [1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144];
