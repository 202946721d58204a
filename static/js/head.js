(function(){var c=/(?:^|; )preferences=([^;]{0,256})(?:;|$)/.exec(document.cookie),p=/([a-z]+)=([\w-]+)/g,m;while(c&&(m=p.exec(c[1])))document.documentElement.dataset[m[1]]=m[2]})()
